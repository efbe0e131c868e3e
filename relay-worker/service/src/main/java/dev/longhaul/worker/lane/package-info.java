/** The lines of waiting jobs and the slots that serve them by lane. */
@NullMarked
package dev.longhaul.worker.lane;

import org.jspecify.annotations.NullMarked;
