package dev.longhaul.bench.fairness;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One batch of tenant B.
 *
 * @param seconds
 *            from its submit to its last result
 * @param firstStartMillis
 *            from its acceptance to its first provider call: what was with the workers before goes first
 * @param contention
 *            who was served from its first start to its last; null when A had nothing waiting
 * @param problems
 *            of its jobs, by reason
 */
record NewcomerBatch(double seconds, double firstStartMillis, @Nullable Contention contention,
        Map<String, Integer> problems) {}
