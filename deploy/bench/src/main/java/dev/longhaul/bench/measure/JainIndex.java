package dev.longhaul.bench.measure;

import java.util.Arrays;

/**
 * Jain's fairness index of what several parties got: (Σx)² ÷ (n · Σx²), from 1/n when one got all to 1 when all got the
 * same. Source: Jain, Chiu, Hawe, DEC-TR-301, 1984.
 */
public final class JainIndex {

    private JainIndex() {}

    /**
     * @param amounts
     *            what each party got, none negative
     * @throws IllegalArgumentException
     *             when there is no party or nobody got anything
     */
    public static double of(double... amounts) {
        double sum = Arrays.stream(amounts).sum();
        double squares = Arrays.stream(amounts).map(amount -> amount * amount).sum();
        if (squares == 0) {
            throw new IllegalArgumentException("fairness of nothing is not defined");
        }
        return sum * sum / (amounts.length * squares);
    }
}
