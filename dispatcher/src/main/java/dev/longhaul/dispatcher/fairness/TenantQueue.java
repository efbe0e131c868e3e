package dev.longhaul.dispatcher.fairness;

import dev.longhaul.store.job.Shard;
import java.util.ArrayDeque;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One tenant's waiting jobs in a lane: by priority, then in the order they came. Not thread-safe. */
final class TenantQueue {

    final Shard shard;
    private final NavigableMap<Integer, ArrayDeque<WaitingJob>> byPriority = new TreeMap<>();
    /** Tokens that this tenant may still spend in its turn. */
    long deficit;
    private int size;

    TenantQueue(Shard shard) {
        this.shard = shard;
    }

    void add(WaitingJob job) {
        byPriority.computeIfAbsent(job.priority(), priority -> new ArrayDeque<>()).addLast(job);
        size++;
    }

    @Nullable
    WaitingJob peek() {
        return byPriority.isEmpty() ? null : byPriority.lastEntry().getValue().peekFirst();
    }

    /** Removes what {@link #peek} showed. */
    void remove() {
        var highest = byPriority.lastEntry();
        highest.getValue().removeFirst();
        if (highest.getValue().isEmpty()) {
            byPriority.remove(highest.getKey());
        }
        size--;
    }

    int size() {
        return size;
    }
}
