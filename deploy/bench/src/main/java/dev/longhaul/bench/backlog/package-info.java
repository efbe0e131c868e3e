/** Whether a job costs more, or the dispatcher needs more than its share of memory, when many others wait. */
@NullMarked
package dev.longhaul.bench.backlog;

import org.jspecify.annotations.NullMarked;
