package dev.longhaul.dispatcher.fairness;

import dev.longhaul.contract.job.Lane;
import dev.longhaul.store.job.Shard;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
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

    void add(WaitingJob job) {
        lane(job.lane()).add(job);
    }

    /**
     * Takes the next job; null when none may go.
     *
     * @param hasRoom
     *            which lanes may send another job
     */
    @Nullable
    WaitingJob poll(Predicate<Lane> hasRoom) {
        Set<Lane> candidates = EnumSet.noneOf(Lane.class);
        for (Lane lane : Lane.values()) {
            if (!lane(lane).isEmpty() && hasRoom.test(lane)) {
                candidates.add(lane);
            }
        }
        return candidates.isEmpty() ? null : lane(shares.choose(candidates)).poll();
    }

    boolean isEmpty(Lane lane) {
        return lane(lane).isEmpty();
    }

    int size(Lane lane) {
        return lane(lane).size();
    }

    void drop(Shard shard) {
        lane(shard.lane()).drop(shard);
    }

    /** Counts jobs of a lane that are with the pool's queues and workers. */
    void handOut(Lane lane, int change) {
        lane(lane).handedOut += change;
    }

    int handedOut(Lane lane) {
        return lane(lane).handedOut;
    }

    private LaneQueue lane(Lane lane) {
        LaneQueue queue = lanes.get(lane);
        if (queue == null) {
            throw new IllegalStateException("every lane has a queue");
        }
        return queue;
    }
}
