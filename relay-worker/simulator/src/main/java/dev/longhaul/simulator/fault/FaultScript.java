package dev.longhaul.simulator.fault;

import dev.longhaul.simulator.config.FaultRule;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Decides which faults strike a call. Not thread-safe. */
public final class FaultScript {

    private final List<RuleInForce> rules = new ArrayList<>();

    /**
     * A script whose counts begin now.
     *
     * @param seed
     *            start of the rules' random sequences, of which each rule has its own
     */
    public FaultScript(List<FaultRule> rules, long seed, long nowMillis) {
        var seeds = new SplittableRandom(seed);
        for (var rule : rules) {
            this.rules.add(new RuleInForce(rule, seeds.split(), nowMillis));
        }
    }

    /**
     * What goes wrong with a call.
     *
     * @param marked
     *            what the markers in its prompt ask for already
     */
    public FaultPlan plan(CallFacts call, FaultPlan marked, long nowMillis) {
        var plan = marked;
        for (var rule : rules) {
            if (plan.ending() != null) {
                return plan;
            }
            if (rule.strikes(call, nowMillis)) {
                plan = plan.with(rule.action());
            }
        }
        return plan;
    }
}
