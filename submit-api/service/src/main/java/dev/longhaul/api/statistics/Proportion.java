package dev.longhaul.api.statistics;

/** Rates of something that happens or does not. */
public final class Proportion {

    /** The 97.5 % quantile of the standard normal distribution. */
    static final double Z = 1.959963984540054;

    private Proportion() {}

    /**
     * A rate with Wilson's score interval: unlike the textbook interval it is sound for small samples and for rates
     * near 0 and 1.
     * <p>
     * Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference, Journal of the
     * American Statistical Association 22 (1927); recommended by Brown, Cai and DasGupta, Interval estimation for a
     * binomial proportion, Statistical Science 16 (2001).
     *
     * @param hits
     *            0 to {@code n}
     */
    public static Estimate wilson(long hits, long n) {
        if (hits < 0 || hits > n) {
            throw new IllegalArgumentException(hits + " of " + n);
        }
        if (n == 0) {
            return Estimate.NOTHING;
        }
        double rate = (double) hits / n;
        double z2 = Z * Z;
        double centre = (rate + z2 / (2 * n)) / (1 + z2 / n);
        double half = Z / (1 + z2 / n) * Math.sqrt(rate * (1 - rate) / n + z2 / (4.0 * n * n));
        return new Estimate(rate, hits == 0 ? 0 : Math.max(0, centre - half),
                hits == n ? 1 : Math.min(1, centre + half),
                n);
    }
}
