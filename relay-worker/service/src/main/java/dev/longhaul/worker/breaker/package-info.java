/** Leaves a provider alone for a while when too many of its calls fail. */
@NullMarked
package dev.longhaul.worker.breaker;

import org.jspecify.annotations.NullMarked;
