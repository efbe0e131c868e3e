/** Figures: times, shares, CPU and memory of processes. */
@NullMarked
package dev.longhaul.bench.measure;

import org.jspecify.annotations.NullMarked;
