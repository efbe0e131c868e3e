/** Dead letters: what could not be done, grouped by its cause. */
@NullMarked
package dev.longhaul.store.deadletter;

import org.jspecify.annotations.NullMarked;
