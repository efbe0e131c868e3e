package dev.longhaul.api.statistics;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.jspecify.annotations.Nullable;

/**
 * Whole numbers that are kept for their quantiles: four bytes each, and as much again for a moment while the array
 * grows. Not thread-safe.
 */
public final class Samples {

    private static final int FIRST = 64;

    private int[] numbers = new int[FIRST];
    private int n;
    private boolean sorted = true;

    /** Adds a number; one that is too large for an int, or negative, counts as the nearest that is not. */
    public void add(long number) {
        if (n == numbers.length) {
            numbers = Arrays.copyOf(numbers, n + (n >> 1));
        }
        numbers[n++] = (int) Math.clamp(number, 0L, Integer.MAX_VALUE);
        sorted = false;
    }

    /**
     * A quantile, the number of rank {@code ⌈np⌉}, with the interval between two order statistics. How many numbers of
     * a sample lie below the true quantile is binomial (n, p), whatever the numbers' distribution is: so the ranks are
     * quantiles of that. An end that would lie beyond the sample is not known.
     * <p>
     * Source: W. J. Conover, Practical Nonparametric Statistics, 3rd edition (1999), chapter 3.2; H. A. David and H. N.
     * Nagaraja, Order Statistics, 3rd edition (2003), chapter 7.1.
     *
     * @param p
     *            above 0 and below 1
     */
    public Estimate quantile(double p) {
        if (n == 0) {
            return Estimate.NOTHING;
        }
        sort();
        BinomialDistribution below = BinomialDistribution.of(n, p);
        return new Estimate(ranked((int) Math.ceil(n * p)), ranked(below.inverseCumulativeProbability(Estimate.TAIL)),
                ranked(below.inverseSurvivalProbability(Estimate.TAIL) + 1), n);
    }

    private void sort() {
        if (!sorted) {
            Arrays.sort(numbers, 0, n);
            sorted = true;
        }
    }

    /**
     * @param rank
     *            from 1
     */
    private @Nullable Double ranked(int rank) {
        return rank < 1 || rank > n ? null : Double.valueOf(numbers[rank - 1]);
    }
}
