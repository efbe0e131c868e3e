package dev.longhaul.dispatcher.fairness;

import dev.longhaul.contract.job.Lane;
import java.util.EnumMap;
import java.util.Map;

/** A number for each lane, 0 or more. Not thread-safe. */
final class LaneCounts {

    private final Map<Lane, Integer> counts = new EnumMap<>(Lane.class);

    int of(Lane lane) {
        return counts.getOrDefault(lane, 0);
    }

    void add(Lane lane, int change) {
        counts.put(lane, Math.max(0, of(lane) + change));
    }

    int total() {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    void clear() {
        counts.clear();
    }
}
