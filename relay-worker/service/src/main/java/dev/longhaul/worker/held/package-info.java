/** What is in the worker's hands: deliveries and their jobs, from the broker's delivery until it is acknowledged. */
@NullMarked
package dev.longhaul.worker.held;

import org.jspecify.annotations.NullMarked;
