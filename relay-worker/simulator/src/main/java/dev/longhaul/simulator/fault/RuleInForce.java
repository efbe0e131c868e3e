package dev.longhaul.simulator.fault;

import dev.longhaul.simulator.config.FaultAction;
import dev.longhaul.simulator.config.FaultMatch;
import dev.longhaul.simulator.config.FaultRule;
import dev.longhaul.simulator.config.Glob;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** A fault rule with the count of the calls that met it. Not thread-safe. */
final class RuleInForce {

    private final FaultMatch match;
    private final FaultAction action;
    private final Predicate<String> model;
    private final Predicate<String> key;
    private final RandomGenerator random;
    private final long setAtMillis;
    private long met;

    RuleInForce(FaultRule rule, RandomGenerator random, long nowMillis) {
        this.match = rule.match() == null ? FaultMatch.ALL : rule.match();
        this.action = rule.action();
        this.model = Glob.of(match.model());
        this.key = Glob.of(match.key());
        this.random = random;
        this.setAtMillis = nowMillis;
    }

    FaultAction action() {
        return action;
    }

    /** Whether the rule strikes this call; counts it if it meets what looks at a single call. */
    boolean strikes(CallFacts call, long nowMillis) {
        if (!concerns(call) || !acts(nowMillis) || !isAmongFirst(call)) {
            return false;
        }
        met++;
        return (match.nth() == null || met == match.nth())
                && (match.every() == null || met % match.every() == 0)
                && (match.first() == null || met <= match.first())
                && (match.probability() == null || random.nextDouble() < match.probability());
    }

    private boolean concerns(CallFacts call) {
        return (match.provider() == null || match.provider() == call.provider())
                && (match.stream() == null || match.stream() == call.stream())
                && model.test(call.model())
                && key.test(call.key())
                && (match.promptContains() == null || call.question().contains(match.promptContains()));
    }

    private boolean acts(long nowMillis) {
        double seconds = (nowMillis - setAtMillis) / 1_000.0;
        return (match.fromSeconds() == null || seconds >= match.fromSeconds())
                && (match.untilSeconds() == null || seconds < match.untilSeconds());
    }

    private boolean isAmongFirst(CallFacts call) {
        var first = match.firstOfEach();
        if (first == null) {
            return true;
        }
        int count = switch (first.by()) {
            case JOB -> call.jobCalls();
            case PROMPT -> call.promptCalls();
        };
        return count > 0 && count <= first.calls();
    }
}
