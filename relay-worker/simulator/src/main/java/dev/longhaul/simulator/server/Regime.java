package dev.longhaul.simulator.server;

import dev.longhaul.simulator.config.SimulatorConfig;
import java.util.SplittableRandom;

/**
 * The configuration in force and what is built from it. A change at run time makes a new regime that takes over every
 * part whose settings stay the same, so that changing one thing does not restart another. Belongs to the event loop.
 */
final class Regime {

    private final SimulatorConfig config;
    private final LatencySampler latency;

    Regime(SimulatorConfig config) {
        this.config = config;
        this.latency = new LatencySampler(config.latency(), new SplittableRandom(config.seed()));
    }

    private Regime(SimulatorConfig config, Regime before) {
        this.config = config;
        boolean sameSeed = config.seed() == before.config.seed();
        this.latency = sameSeed && config.latency().equals(before.config.latency())
                ? before.latency
                : new LatencySampler(config.latency(), new SplittableRandom(config.seed()));
    }

    Regime changedTo(SimulatorConfig changed) {
        return new Regime(changed, this);
    }

    SimulatorConfig config() {
        return config;
    }

    LatencySampler latency() {
        return latency;
    }
}
