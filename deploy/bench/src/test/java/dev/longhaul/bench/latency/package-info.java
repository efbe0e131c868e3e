@NullMarked
package dev.longhaul.bench.latency;

import org.jspecify.annotations.NullMarked;
