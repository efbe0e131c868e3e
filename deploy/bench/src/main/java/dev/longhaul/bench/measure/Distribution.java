package dev.longhaul.bench.measure;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;

/**
 * How a set of times spreads, in milliseconds.
 *
 * @param count
 *            how many times were taken
 * @param p50
 *            half of the times are not longer
 * @param p95
 *            95 of a hundred are not longer
 * @param p99
 *            99 of a hundred are not longer
 */
public record Distribution(int count, double mean, double p50, double p95, double p99, double max) {

    private static final double NANOS_PER_MILLI = 1e6;

    /**
     * Percentiles by nearest rank: every one is a time that was taken.
     *
     * @throws IllegalArgumentException
     *             when there are no times
     */
    public static Distribution of(Collection<Duration> times) {
        if (times.isEmpty()) {
            throw new IllegalArgumentException("a distribution needs at least one time");
        }
        long[] sorted = times.stream().mapToLong(Duration::toNanos).sorted().toArray();
        double mean = Arrays.stream(sorted).average().orElseThrow() / NANOS_PER_MILLI;
        return new Distribution(sorted.length, mean, percentile(sorted, 50), percentile(sorted, 95),
                percentile(sorted, 99), sorted[sorted.length - 1] / NANOS_PER_MILLI);
    }

    private static double percentile(long[] sorted, int percent) {
        int rank = (int) Math.ceilDiv((long) sorted.length * percent, 100);
        return sorted[rank - 1] / NANOS_PER_MILLI;
    }
}
