package dev.longhaul.simulator.server;

import dev.longhaul.simulator.config.SimulatorConfig;
import dev.longhaul.simulator.fault.FaultScript;
import dev.longhaul.simulator.limit.RateLimits;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The configuration in force and what is built from it. A change at run time makes a new regime that takes over every
 * part whose settings stay the same, so that changing the latency, say, neither fills the limits' buckets nor restarts
 * the fault script's counts. Belongs to the event loop.
 */
final class Regime {

    private final SimulatorConfig config;
    private final LatencySampler latency;
    private final RateLimits limits;
    private final FaultScript faults;

    private Regime(SimulatorConfig config, @Nullable Regime before, long nowMillis) {
        this.config = config;
        var old = before == null || before.config.seed() != config.seed() ? null : before;
        this.latency = old != null && old.config.latency().equals(config.latency())
                ? old.latency
                : new LatencySampler(config.latency(), new SplittableRandom(config.seed()));
        this.limits = old != null && old.config.limits().equals(config.limits())
                ? old.limits
                : new RateLimits(config.limits());
        this.faults = old != null && old.config.faults().equals(config.faults())
                ? old.faults
                : new FaultScript(config.faults(), config.seed(), nowMillis);
    }

    static Regime first(SimulatorConfig config, long nowMillis) {
        return new Regime(config, null, nowMillis);
    }

    Regime changedTo(SimulatorConfig changed, long nowMillis) {
        return new Regime(changed, this, nowMillis);
    }

    SimulatorConfig config() {
        return config;
    }

    LatencySampler latency() {
        return latency;
    }

    RateLimits limits() {
        return limits;
    }

    FaultScript faults() {
        return faults;
    }
}
