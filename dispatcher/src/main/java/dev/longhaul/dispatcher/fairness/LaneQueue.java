package dev.longhaul.dispatcher.fairness;

import dev.longhaul.store.job.Shard;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The waiting jobs of a lane, served by deficit round robin over tenants (Shreedhar and Varghese, 1995): in each round
 * a tenant may spend a quantum of tokens and keeps what it could not use, so that tenants with large jobs get no more
 * than those with small ones. Not thread-safe.
 */
final class LaneQueue {

    /** Tokens a round. Larger than a usual job, so that a turn serves at least one and the ring is walked seldom. */
    private static final long QUANTUM = 4_096;

    private final Map<String, TenantQueue> tenants = new HashMap<>();
    private final ArrayDeque<TenantQueue> ring = new ArrayDeque<>();
    private int size;
    /** Jobs of this lane that are with the pool. */
    int handedOut;

    void add(WaitingJob job) {
        TenantQueue queue = tenants.get(job.tenant());
        if (queue == null) {
            queue = new TenantQueue(job.shard());
            tenants.put(job.tenant(), queue);
            ring.addLast(queue);
        }
        queue.add(job);
        size++;
    }

    /** Takes the job whose turn it is; null when none waits. */
    @Nullable
    WaitingJob poll() {
        while (true) {
            TenantQueue turn = ring.peekFirst();
            if (turn == null) {
                return null;
            }
            WaitingJob head = turn.peek();
            if (head == null) {
                throw new IllegalStateException("an empty tenant queue stands in the ring");
            }
            if (head.cost() > turn.deficit) {
                turn.deficit += QUANTUM;
                if (head.cost() > turn.deficit || ring.size() > 1) {
                    ring.addLast(ring.removeFirst());
                }
                continue;
            }
            turn.deficit -= head.cost();
            turn.remove();
            size--;
            if (turn.size() == 0) {
                ring.removeFirst();
                // an idle tenant saves nothing up
                tenants.remove(head.tenant());
            }
            return head;
        }
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    void drop(Shard shard) {
        ring.removeIf(queue -> queue.shard.equals(shard));
        tenants.values().removeIf(queue -> queue.shard.equals(shard));
        size = tenants.values().stream().mapToInt(TenantQueue::size).sum();
    }
}
