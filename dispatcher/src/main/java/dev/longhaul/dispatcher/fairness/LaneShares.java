package dev.longhaul.dispatcher.fairness;

import dev.longhaul.contract.job.Lane;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/**
 * Chooses the lane of the next pick: strict order, but each lower lane that could go has a guaranteed share of the
 * picks, so that nothing starves. Not thread-safe.
 */
final class LaneShares {

    private final double guaranteed;
    private final Map<Lane, Double> credit = new EnumMap<>(Lane.class);

    /**
     * @param guaranteed
     *            share of each lower lane, from 0 to below 0.5
     */
    LaneShares(double guaranteed) {
        this.guaranteed = guaranteed;
    }

    /**
     * @param candidates
     *            lanes that have a job to give; not empty
     */
    Lane choose(Set<Lane> candidates) {
        Lane first = candidates.stream().min(Lane::compareTo)
                .orElseThrow(() -> new IllegalArgumentException("no candidates"));
        Lane chosen = first;
        for (Lane lane : Lane.values()) {
            if (lane == first) {
                continue;
            }
            if (!candidates.contains(lane)) {
                // a lane that has nothing to give saves nothing up
                credit.remove(lane);
            } else if (credit.merge(lane, guaranteed, Double::sum) >= 1 && chosen == first) {
                chosen = lane;
            }
        }
        if (chosen != first) {
            credit.merge(chosen, -1.0, Double::sum);
        }
        return chosen;
    }
}
