/** What samples tell of what they were taken from, and how surely. Pure functions. */
@NullMarked
package dev.longhaul.api.statistics;

import org.jspecify.annotations.NullMarked;
