package dev.longhaul.bench.load;

import java.util.Map;
import java.util.TreeMap;

/** Counts what went wrong, by reason. Thread-safe. */
final class Problems {

    private final Map<String, Integer> counts = new TreeMap<>();

    synchronized void add(String reason) {
        counts.merge(reason, 1, Integer::sum);
    }

    synchronized Map<String, Integer> counts() {
        return Map.copyOf(counts);
    }
}
