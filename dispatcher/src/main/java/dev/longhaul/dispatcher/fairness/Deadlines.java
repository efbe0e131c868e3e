package dev.longhaul.dispatcher.fairness;

import dev.longhaul.store.job.Shard;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** The deadlines of what waits, and of nothing else: a job that went is forgotten. Not thread-safe. */
final class Deadlines {

    private final TreeSet<WaitingJob> ahead = new TreeSet<>(
            Comparator.comparingLong(WaitingJob::deadline).thenComparing(WaitingJob::id));
    private final List<WaitingJob> passed = new ArrayList<>();

    void watch(WaitingJob job) {
        if (job.hasDeadline()) {
            ahead.add(job);
        }
    }

    void forget(WaitingJob job) {
        if (job.hasDeadline()) {
            ahead.remove(job);
        }
    }

    /** Finds those that have passed by now; they are to be taken by {@link #takePassed}. */
    List<WaitingJob> pass(long now) {
        if (ahead.isEmpty() || !ahead.getFirst().isExpired(now)) {
            return List.of();
        }
        List<WaitingJob> due = new ArrayList<>();
        while (!ahead.isEmpty() && ahead.getFirst().isExpired(now)) {
            due.add(ahead.removeFirst());
        }
        passed.addAll(due);
        return due;
    }

    /** Takes up to so many of those that have passed. */
    List<WaitingJob> takePassed(int most) {
        List<WaitingJob> head = passed.subList(0, Math.min(most, passed.size()));
        List<WaitingJob> taken = List.copyOf(head);
        head.clear();
        return taken;
    }

    /** Puts some back that were taken too early. */
    void putBack(Collection<WaitingJob> jobs) {
        passed.addAll(jobs);
    }

    void disown(Shard shard) {
        ahead.removeIf(job -> job.shard().equals(shard));
        passed.removeIf(job -> job.shard().equals(shard));
    }
}
