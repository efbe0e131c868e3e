/** How a job's work is told to end early. */
@NullMarked
package dev.longhaul.worker.stop;

import org.jspecify.annotations.NullMarked;
