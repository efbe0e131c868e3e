/** Jobs a second and what a job costs, beside the same calls without a platform. */
@NullMarked
package dev.longhaul.bench.throughput;

import org.jspecify.annotations.NullMarked;
