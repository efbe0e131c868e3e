package dev.longhaul.api.statistics;

/** How often something happens to one of a pair and not to the other, in constant memory. Not thread-safe. */
public final class PairedRates {

    private long n;
    private long onlyOne;
    private long onlyOther;

    public void add(boolean one, boolean other) {
        n++;
        onlyOne += one && !other ? 1 : 0;
        onlyOther += other && !one ? 1 : 0;
    }

    /**
     * The rate of the one less that of the other, with the interval of Agresti and Min: half a pair is added to each of
     * the four cells, so that it is sound for few pairs too, and pairs that all agree do not feign certainty.
     * <p>
     * Source: A. Agresti and Y. Min, Simple improved confidence intervals for comparing matched proportions, Statistics
     * in Medicine 24 (2005).
     */
    public Estimate difference() {
        if (n == 0) {
            return Estimate.NOTHING;
        }
        double pairs = n + 2.0;
        double difference = (double) onlyOne - onlyOther;
        double apart = onlyOne + onlyOther + 1.0;
        double half = Proportion.Z * Math.sqrt(apart - difference * difference / pairs) / pairs;
        double centre = difference / pairs;
        return new Estimate(difference / n, Math.max(-1, centre - half), Math.min(1, centre + half), n);
    }
}
