/** Tells where queued jobs stand. */
@NullMarked
package dev.longhaul.dispatcher.place;

import org.jspecify.annotations.NullMarked;
