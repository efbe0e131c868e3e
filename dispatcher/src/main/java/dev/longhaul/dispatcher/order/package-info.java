/** What is ordered about jobs that wait: pauses, priorities and cancels, from the record to the scheduler. */
@NullMarked
package dev.longhaul.dispatcher.order;

import org.jspecify.annotations.NullMarked;
