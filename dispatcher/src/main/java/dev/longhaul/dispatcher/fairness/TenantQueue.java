package dev.longhaul.dispatcher.fairness;

import dev.longhaul.contract.message.Reply.Starts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One tenant's waiting jobs in a lane, in the order of {@link KeyQueue}; those of a key that may not go are passed by
 * those of other keys. Not thread-safe.
 */
final class TenantQueue {

    private static final String NO_KEY = "";

    private final Map<String, KeyQueue> keys = new HashMap<>(4);
    /** The keys' queues by their first jobs; none of them is empty. */
    private final TreeSet<KeyQueue> heads = new TreeSet<>(Comparator.comparing(KeyQueue::head, KeyQueue.ORDER));
    private int size;
    final String tenant;
    /** Tokens that this tenant may still spend in its turn. */
    long deficit;
    /** From the first start on. */
    private @Nullable RecentStarts starts;

    TenantQueue(String tenant) {
        this.tenant = tenant;
    }

    void add(WaitingJob job) {
        KeyQueue queue = keys.computeIfAbsent(key(job.keyId()), key -> new KeyQueue());
        boolean first = queue.isEmpty() || goesBefore(job, queue.head());
        if (first && !queue.isEmpty()) {
            heads.remove(queue);
        }
        queue.add(job);
        if (first) {
            heads.add(queue);
        }
        size++;
    }

    /** The first job whose key may go; null when there is none. */
    @Nullable
    WaitingJob head(Predicate<WaitingJob> keyMayGo) {
        for (KeyQueue queue : heads) {
            if (keyMayGo.test(queue.head())) {
                return queue.head();
            }
        }
        return null;
    }

    /** Removes what {@link #head} showed. */
    void remove(WaitingJob head) {
        KeyQueue queue = keys.get(key(head.keyId()));
        if (queue == null || !queue.head().equals(head)) {
            throw new IllegalStateException("not the first job of its key");
        }
        heads.remove(queue);
        queue.removeHead();
        size--;
        keep(key(head.keyId()), queue);
    }

    private void keep(String key, KeyQueue queue) {
        if (queue.isEmpty()) {
            keys.remove(key);
        } else {
            heads.add(queue);
        }
    }

    /** A job was handed out; its key's queue is told when more of them wait. */
    void started(WaitingJob job, long now) {
        if (starts == null) {
            starts = new RecentStarts(now);
        }
        starts.count(now);
        KeyQueue queue = keys.get(key(job.keyId()));
        if (queue != null) {
            queue.started(now);
        }
    }

    /** How fast its jobs have been handed out lately, since it was empty last. */
    Starts starts(long now) {
        return starts == null ? RecentStarts.NONE : starts.rate(now);
    }

    /** The jobs of a key; null when none waits. */
    @Nullable
    KeyQueue ofKey(@Nullable String keyId) {
        return keys.get(key(keyId));
    }

    /** A copy, in no order. */
    List<WaitingJob> copy() {
        List<WaitingJob> copy = new ArrayList<>(size);
        keys.values().forEach(queue -> copy.addAll(queue.copy()));
        return copy;
    }

    static boolean goesBefore(WaitingJob job, WaitingJob other) {
        return KeyQueue.ORDER.compare(job, other) < 0;
    }

    void removeIf(Predicate<WaitingJob> which, List<WaitingJob> removed) {
        int before = removed.size();
        List<KeyQueue> queues = List.copyOf(heads);
        heads.clear();
        for (KeyQueue queue : queues) {
            queue.removeIf(which, removed);
        }
        keys.values().removeIf(KeyQueue::isEmpty);
        heads.addAll(keys.values());
        size -= removed.size() - before;
    }

    int size() {
        return size;
    }

    private static String key(@Nullable String keyId) {
        return keyId == null ? NO_KEY : keyId;
    }
}
