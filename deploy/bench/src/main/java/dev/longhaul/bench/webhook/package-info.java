/** How fast webhooks are delivered, and what a recipient that is dead costs the others. */
@NullMarked
package dev.longhaul.bench.webhook;

import org.jspecify.annotations.NullMarked;
