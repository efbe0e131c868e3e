/** Whether workers together keep a provider's key inside its limits, and use them. */
@NullMarked
package dev.longhaul.bench.limits;

import org.jspecify.annotations.NullMarked;
