package dev.longhaul.simulator.config;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Time from the whole request to the first byte of its answer.
 *
 * @param kind
 *            shape of the distribution
 * @param millis
 *            the fixed value, or the median of the lognormal one; not used by {@code none}
 * @param sigma
 *            spread of the lognormal distribution in log space; 0.5 puts the 99th percentile at 3.2 times the median
 * @param maxMillis
 *            no sample is longer, at most one hour
 */
public record Latency(Kind kind, double millis, double sigma, double maxMillis) {

    private static final double HOUR = 3_600_000;

    /** Shape of the distribution. */
    public enum Kind {
        @JsonProperty("none")
        NONE, @JsonProperty("fixed")
        FIXED, @JsonProperty("lognormal")
        LOGNORMAL
    }

    /** Answers at once. */
    public static Latency none() {
        return new Latency(Kind.NONE, 0, 0, HOUR);
    }

    /** Answers after the same time always. */
    public static Latency fixed(double millis) {
        return new Latency(Kind.FIXED, millis, 0, HOUR);
    }

    /** Answers after times with this median and spread. */
    public static Latency lognormal(double medianMillis, double sigma) {
        return new Latency(Kind.LOGNORMAL, medianMillis, sigma, HOUR);
    }

    void check(Problems problems) {
        problems.between(millis, 0, HOUR, "millis");
        problems.between(sigma, 0, 5, "sigma");
        problems.between(maxMillis, 0, HOUR, "maxMillis");
    }
}
