package dev.longhaul.simulator.server;

import dev.longhaul.simulator.config.Latency;
import java.util.random.RandomGenerator;

/** Draws times to the first byte. Not thread-safe. */
final class LatencySampler {

    private final Latency latency;
    private final RandomGenerator random;

    LatencySampler(Latency latency, RandomGenerator random) {
        this.latency = latency;
        this.random = random;
    }

    /** The next time in milliseconds, from 0. */
    double nextMillis() {
        double millis = switch (latency.kind()) {
            case NONE -> 0;
            case FIXED -> latency.millis();
            case LOGNORMAL -> latency.millis() * Math.exp(latency.sigma() * random.nextGaussian());
        };
        return Math.min(millis, latency.maxMillis());
    }
}
