package dev.longhaul.dispatcher.fairness;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The waiting jobs of a lane, served by deficit round robin over tenants (Shreedhar and Varghese, 1995): in each round
 * a tenant may spend a quantum of tokens, times its weight, and keeps what it could not use, so that tenants with large
 * jobs get no more than those with small ones. Not thread-safe.
 */
final class LaneQueue {

    /** Tokens a round. Larger than a usual job, so that a turn serves at least one and the ring is walked seldom. */
    static final long QUANTUM = 4_096;

    private final Map<String, TenantQueue> tenants = new HashMap<>();
    private final ArrayDeque<TenantQueue> ring = new ArrayDeque<>();
    private int size;
    /** Jobs of this lane that are with the pool. */
    int handedOut;
    /** Of those that come back. */
    final Pace pace = new Pace();
    /** When the latest was handed out of those that a worker is known to have taken, in milliseconds since 1970. */
    long takenUpTo;

    void add(WaitingJob job) {
        TenantQueue queue = tenants.get(job.tenant());
        if (queue == null) {
            queue = new TenantQueue(job.tenant());
            tenants.put(job.tenant(), queue);
            ring.addLast(queue);
        }
        queue.add(job);
        size++;
    }

    /**
     * Takes the job whose turn it is; null when none waits, or none may go.
     *
     * @param admission
     *            a tenant that may not go keeps its place in the queue, and saves up nothing
     * @param expired
     *            told of jobs that are found past their deadline and thrown out; they cost their tenant nothing
     */
    @Nullable
    WaitingJob poll(long now, Admission admission, Consumer<WaitingJob> expired) {
        Predicate<WaitingJob> keyMayGo = job -> job.isExpired(now) || admission.keyMayGo(job);
        // of the ring, from its end on: those that may not go
        int held = 0;
        while (held < ring.size()) {
            TenantQueue turn = ring.getFirst();
            WaitingJob head = turn.head(keyMayGo);
            if (head != null && head.isExpired(now)) {
                takeHead(turn, head);
                expired.accept(head);
            } else if (head == null || !admission.mayGo(head)) {
                held++;
                ring.addLast(ring.removeFirst());
            } else if (head.cost() > turn.deficit) {
                held = 0;
                turn.deficit += QUANTUM * admission.weight(turn.tenant);
                ring.addLast(ring.removeFirst());
            } else {
                turn.deficit -= head.cost();
                turn.started(head, now);
                takeHead(turn, head);
                return head;
            }
        }
        return null;
    }

    /** Gives back to a tenant what a job of its would have cost: it is answered without a call. */
    void refund(WaitingJob job) {
        TenantQueue queue = tenants.get(job.tenant());
        if (queue != null) {
            queue.deficit += job.cost();
        }
    }

    private void takeHead(TenantQueue turn, WaitingJob head) {
        turn.remove(head);
        size--;
        if (turn.size() == 0) {
            ring.removeFirst();
            // an idle tenant saves nothing up
            tenants.remove(head.tenant());
        }
    }

    /**
     * Takes up to so many of a tenant's jobs, in their order, whether they may go or not.
     *
     * @param keyId
     *            whose jobs; null for those of all keys
     */
    void takeFrom(String tenant, @Nullable String keyId, int most, List<WaitingJob> taken) {
        TenantQueue queue = tenants.get(tenant);
        for (int i = 0; queue != null && i < most; i++) {
            WaitingJob head = queue.head(job -> keyId == null || keyId.equals(job.keyId()));
            if (head == null) {
                break;
            }
            queue.remove(head);
            size--;
            taken.add(head);
        }
        if (queue != null && queue.size() == 0) {
            tenants.remove(tenant);
            ring.remove(queue);
        }
    }

    /** Takes out every job that the condition names, wherever it stands; walks all of them. */
    void removeIf(Predicate<WaitingJob> which, List<WaitingJob> removed) {
        int before = removed.size();
        tenants.values().forEach(queue -> queue.removeIf(which, removed));
        if (removed.size() > before) {
            size -= removed.size() - before;
            ring.removeIf(queue -> queue.size() == 0);
            tenants.values().removeIf(queue -> queue.size() == 0);
        }
    }

    /** As the other, of one tenant. */
    void removeIf(String tenant, Predicate<WaitingJob> which, List<WaitingJob> removed) {
        TenantQueue queue = tenants.get(tenant);
        if (queue == null) {
            return;
        }
        int before = removed.size();
        queue.removeIf(which, removed);
        size -= removed.size() - before;
        if (queue.size() == 0) {
            ring.remove(queue);
            tenants.remove(tenant);
        }
    }

    /** Those that have jobs waiting. */
    Set<String> tenants() {
        return Set.copyOf(tenants.keySet());
    }

    /** A tenant's jobs; null when none waits. */
    @Nullable
    TenantQueue of(String tenant) {
        return tenants.get(tenant);
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }
}
