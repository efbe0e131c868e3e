package dev.longhaul.dispatcher.fairness;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.Lane;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Jobs that may not go before a time. Not thread-safe. */
final class DelayedJobs {

    private final TreeSet<WaitingJob> byTime = new TreeSet<>(
            Comparator.comparingLong(WaitingJob::notBefore).thenComparing(WaitingJob::id));
    private final Map<JobId, WaitingJob> byId = new HashMap<>();

    /** Adds a job; of one that is here already the later time counts. */
    void add(WaitingJob job) {
        WaitingJob before = byId.get(job.id());
        if (before == null || before.notBefore() < job.notBefore()) {
            remove(job.id());
            byId.put(job.id(), job);
            byTime.add(job);
        }
    }

    boolean contains(JobId id) {
        return byId.containsKey(id);
    }

    @Nullable
    WaitingJob find(JobId id) {
        return byId.get(id);
    }

    boolean remove(JobId id) {
        WaitingJob job = byId.remove(id);
        return job != null && byTime.remove(job);
    }

    /** Takes one whose time has come; null when there is none. */
    @Nullable
    WaitingJob pollDue(long now) {
        if (byTime.isEmpty() || byTime.getFirst().notBefore() > now) {
            return null;
        }
        WaitingJob due = byTime.removeFirst();
        byId.remove(due.id());
        return due;
    }

    void removeIf(Predicate<WaitingJob> which) {
        byTime.removeIf(which);
        byId.values().removeIf(which);
    }

    /** Takes all out that the condition names. */
    List<WaitingJob> takeIf(Predicate<WaitingJob> which) {
        List<WaitingJob> taken = byTime.stream().filter(which).toList();
        taken.forEach(job -> remove(job.id()));
        return taken;
    }

    int size(Lane lane) {
        return (int) byTime.stream().filter(job -> job.lane() == lane).count();
    }
}
