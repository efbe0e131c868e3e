/** What the worker tells the others: starts and outcomes to the record, pieces and ends to who waits. */
@NullMarked
package dev.longhaul.worker.report;

import org.jspecify.annotations.NullMarked;
