/** From a delivery of the broker to a job in a line. */
@NullMarked
package dev.longhaul.worker.intake;

import org.jspecify.annotations.NullMarked;
