/** Calls that wait for a job, and what wakes them. */
@NullMarked
package dev.longhaul.api.wait;

import org.jspecify.annotations.NullMarked;
