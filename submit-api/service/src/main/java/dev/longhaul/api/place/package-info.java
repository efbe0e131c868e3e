/** Asks the dispatchers where queued jobs stand. */
@NullMarked
package dev.longhaul.api.place;

import org.jspecify.annotations.NullMarked;
