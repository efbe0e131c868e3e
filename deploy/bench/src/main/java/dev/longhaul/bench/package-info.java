/** The bench: throughput, latency and fairness of a platform, against direct calls in the same run. */
@NullMarked
package dev.longhaul.bench;

import org.jspecify.annotations.NullMarked;
