/** The worker's one timer. */
@NullMarked
package dev.longhaul.worker.timer;

import org.jspecify.annotations.NullMarked;
