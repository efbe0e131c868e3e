package dev.longhaul.dispatcher.fairness;

import dev.longhaul.contract.message.Reply.Starts;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The jobs of a tenant in a lane that one API key has submitted: by priority, then in the order of submission, so that
 * a job which comes back takes its place again. Not thread-safe.
 */
final class KeyQueue {

    static final Comparator<WaitingJob> ORDER = Comparator.comparingInt(WaitingJob::priority).reversed()
            .thenComparing(WaitingJob::id);

    private final PriorityQueue<WaitingJob> jobs = new PriorityQueue<>(ORDER);
    /** From the first start on. */
    private @Nullable RecentStarts starts;

    void add(WaitingJob job) {
        jobs.add(job);
    }

    boolean isEmpty() {
        return jobs.isEmpty();
    }

    int size() {
        return jobs.size();
    }

    /** The first of them; there must be one. */
    WaitingJob head() {
        return Objects.requireNonNull(jobs.peek(), "an empty queue has no head");
    }

    /** Removes the {@link #head}. */
    void removeHead() {
        jobs.remove();
    }

    void removeIf(Predicate<WaitingJob> which, List<WaitingJob> removed) {
        jobs.removeIf(job -> which.test(job) && removed.add(job));
    }

    /** A copy, in no order. */
    List<WaitingJob> copy() {
        return Arrays.asList(jobs.toArray(WaitingJob[]::new));
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
}
