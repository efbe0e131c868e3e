package dev.longhaul.dispatcher.fairness;

import dev.longhaul.contract.message.Reply.Starts;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One tenant's waiting jobs in a lane: by priority, then in the order of submission, so that a job which comes back
 * takes its place again. Not thread-safe.
 */
final class TenantQueue {

    private static final Comparator<WaitingJob> ORDER = Comparator.comparingInt(WaitingJob::priority).reversed()
            .thenComparing(WaitingJob::id);

    private final PriorityQueue<WaitingJob> jobs = new PriorityQueue<>(ORDER);
    final String tenant;
    /** Tokens that this tenant may still spend in its turn. */
    long deficit;
    /** From the first start on. */
    private @Nullable RecentStarts starts;

    TenantQueue(String tenant) {
        this.tenant = tenant;
    }

    void add(WaitingJob job) {
        jobs.add(job);
    }

    @Nullable
    WaitingJob peek() {
        return jobs.peek();
    }

    /** Removes what {@link #peek} showed. */
    void remove() {
        jobs.remove();
    }

    /** One of its jobs was handed out. */
    void started(long now) {
        if (starts == null) {
            starts = new RecentStarts(now);
        }
        starts.count(now);
    }

    /** How fast its jobs have been handed out lately, since it was empty last. */
    Starts starts(long now) {
        return starts == null ? RecentStarts.NONE : starts.rate(now);
    }

    /** A copy, in no order. */
    List<WaitingJob> copy() {
        return Arrays.asList(jobs.toArray(WaitingJob[]::new));
    }

    static boolean goesBefore(WaitingJob job, WaitingJob other) {
        return ORDER.compare(job, other) < 0;
    }

    void removeIf(Predicate<WaitingJob> which, List<WaitingJob> removed) {
        jobs.removeIf(job -> which.test(job) && removed.add(job));
    }

    int size() {
        return jobs.size();
    }
}
