@NullMarked
package dev.longhaul.bench.throughput;

import org.jspecify.annotations.NullMarked;
