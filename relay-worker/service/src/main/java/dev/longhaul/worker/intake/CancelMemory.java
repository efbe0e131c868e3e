package dev.longhaul.worker.intake;

import dev.longhaul.contract.job.JobId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** Cancels of jobs that are not here, in case their deliveries come later. Bounded in time and number. Thread-safe. */
public final class CancelMemory {

    static final Duration KEPT = Duration.ofMinutes(10);
    static final int MAX_JOBS = 100_000;

    private final Clock clock;
    private final Map<JobId, Instant> cancelledAt = new LinkedHashMap<>();

    public CancelMemory(Clock clock) {
        this.clock = clock;
    }

    public synchronized void add(JobId job) {
        Instant now = clock.instant();
        cancelledAt.remove(job);
        cancelledAt.put(job, now);
        Iterator<Instant> oldestFirst = cancelledAt.values().iterator();
        boolean drop = true;
        while (drop && oldestFirst.hasNext()) {
            drop = oldestFirst.next().plus(KEPT).isBefore(now) || cancelledAt.size() > MAX_JOBS;
            if (drop) {
                oldestFirst.remove();
            }
        }
    }

    synchronized boolean contains(JobId job) {
        Instant at = cancelledAt.get(job);
        return at != null && !at.plus(KEPT).isBefore(clock.instant());
    }
}
