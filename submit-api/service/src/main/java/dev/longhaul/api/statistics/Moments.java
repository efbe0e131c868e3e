package dev.longhaul.api.statistics;

import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Count, mean and variance of numbers that come one by one, in constant memory. Not thread-safe.
 * <p>
 * Source: B. P. Welford, Note on a method for calculating corrected sums of squares and products, Technometrics 4
 * (1962).
 */
public final class Moments {

    private long n;
    private double mean;
    private double squares;

    public void add(double number) {
        n++;
        double before = number - mean;
        mean += before / n;
        squares += before * (number - mean);
    }

    /** As the other; above 2^53 with a double's precision. */
    public void add(long number) {
        add((double) number);
    }

    /**
     * The mean with Student's interval, {@code mean ± t(n-1) s / √n}: exact for numbers that are normally distributed,
     * and close for others from some tens on, by the central limit theorem. A sample of one has no interval.
     * <p>
     * Source: Student, The probable error of a mean, Biometrika 6 (1908).
     */
    public Estimate mean() {
        if (n == 0) {
            return Estimate.NOTHING;
        }
        if (n == 1) {
            return new Estimate(mean, null, null, 1);
        }
        double half = TDistribution.of(n - 1.0).inverseSurvivalProbability(Estimate.TAIL)
                * Math.sqrt(squares / (n - 1) / n);
        return new Estimate(mean, mean - half, mean + half, n);
    }
}
