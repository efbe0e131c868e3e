package dev.longhaul.api.statistics;

import org.jspecify.annotations.Nullable;

/**
 * What a sample says of a quantity: the best single value, and the interval that holds the true one in 95 of 100
 * samples of this size. Null is what too small a sample cannot tell.
 *
 * @param n
 *            size of the sample
 */
public record Estimate(@Nullable Double value, @Nullable Double low, @Nullable Double high, long n) {

    /** Of all intervals, the part that is to hold the true value. */
    public static final double CONFIDENCE = 0.95;
    /** What lies beyond either end. */
    static final double TAIL = (1 - CONFIDENCE) / 2;

    /** What a sample of nothing says. */
    static final Estimate NOTHING = new Estimate(null, null, null, 0);

    /** The same in another unit. */
    public Estimate times(double factor) {
        return new Estimate(times(value, factor), times(low, factor), times(high, factor), n);
    }

    private static @Nullable Double times(@Nullable Double number, double factor) {
        return number == null ? null : Double.valueOf(number * factor);
    }
}
