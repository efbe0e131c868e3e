/** Webhooks: who is told, of what, and what became of it. */
@NullMarked
package dev.longhaul.store.webhook;

import org.jspecify.annotations.NullMarked;
