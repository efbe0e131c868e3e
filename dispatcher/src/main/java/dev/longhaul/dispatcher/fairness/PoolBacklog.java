package dev.longhaul.dispatcher.fairness;

import dev.longhaul.contract.job.Lane;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What waits for one pool of workers and what is with it, and whose turn it is. Not thread-safe. */
final class PoolBacklog {

    private final Map<Lane, LaneQueue> lanes = new EnumMap<>(Lane.class);
    private final LaneShares shares;

    PoolBacklog(double guaranteedShare) {
        shares = new LaneShares(guaranteedShare);
        for (Lane lane : Lane.values()) {
            lanes.put(lane, new LaneQueue());
        }
    }

    LaneQueue lane(Lane lane) {
        LaneQueue queue = lanes.get(lane);
        if (queue == null) {
            throw new IllegalStateException("every lane has a queue");
        }
        return queue;
    }

    /**
     * Takes the next job; null when none may go.
     *
     * @param closed
     *            lanes that may send no job; a lane in which no tenant may have a job go joins them
     * @param expired
     *            as in {@link LaneQueue#poll}
     */
    @Nullable
    WaitingJob poll(Set<Lane> closed, long now, Admission admission, Consumer<WaitingJob> expired) {
        while (true) {
            Set<Lane> candidates = EnumSet.noneOf(Lane.class);
            for (Lane lane : Lane.values()) {
                if (!lane(lane).isEmpty() && !closed.contains(lane)) {
                    candidates.add(lane);
                }
            }
            if (candidates.isEmpty()) {
                return null;
            }
            Lane lane = shares.choose(candidates);
            WaitingJob next = lane(lane).poll(now, admission, expired);
            if (next != null) {
                return next;
            }
            closed.add(lane);
        }
    }

    /** As {@link LaneQueue#removeIf}, in all lanes. */
    void removeIf(Predicate<WaitingJob> which, List<WaitingJob> removed) {
        lanes.values().forEach(lane -> lane.removeIf(which, removed));
    }

    /** As the other, of one tenant. */
    void removeIf(String tenant, Predicate<WaitingJob> which, List<WaitingJob> removed) {
        lanes.values().forEach(lane -> lane.removeIf(tenant, which, removed));
    }
}
