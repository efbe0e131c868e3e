package dev.longhaul.simulator.ledger;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Sums over calls by a name, bounded: names beyond the bound are summed under one. Not thread-safe. */
final class Sums {

    private static final int MOST_NAMES = 1_000;
    private static final String OTHERS = "(others)";

    private static final class Sum {
        private long calls;
        private long billed;
        private long promptTokens;
        private long completionTokens;
    }

    private final Map<String, Sum> byName = new HashMap<>();

    void add(String name, CallRecord call) {
        var sum = byName.get(name);
        if (sum == null) {
            sum = byName.computeIfAbsent(byName.size() < MOST_NAMES ? name : OTHERS, key -> new Sum());
        }
        sum.calls++;
        if (call.billed()) {
            sum.billed++;
            sum.promptTokens += call.promptTokens();
            sum.completionTokens += call.completionTokens();
        }
    }

    Map<String, LedgerTotals.Sum> snapshot() {
        var copy = new TreeMap<String, LedgerTotals.Sum>();
        byName.forEach((name, sum) -> copy.put(name,
                new LedgerTotals.Sum(sum.calls, sum.billed, sum.promptTokens, sum.completionTokens)));
        return copy;
    }
}
