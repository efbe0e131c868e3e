/** From a job that has a slot to its outcome: attempts, retries, the route. */
@NullMarked
package dev.longhaul.worker.attempt;

import org.jspecify.annotations.NullMarked;
