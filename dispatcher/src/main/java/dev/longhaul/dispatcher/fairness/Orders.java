package dev.longhaul.dispatcher.fairness;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.store.order.JobSet;
import dev.longhaul.store.order.StandingOrder;
import dev.longhaul.store.order.StandingOrder.Reprioritised;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What was ordered about jobs that wait: by tenant, by batch and one by one. Not thread-safe. */
final class Orders {

    private final Map<JobSet, StandingOrder> standing = new HashMap<>();
    private final Set<JobId> paused = new HashSet<>();
    private final UnfinishedCancels unfinished = new UnfinishedCancels();

    /** The order about these jobs as far as it is known. */
    StandingOrder about(JobSet jobs) {
        return standing.getOrDefault(jobs, StandingOrder.none(jobs));
    }

    /** Takes an order up; false when a newer one about the same jobs is known, or this one says nothing new. */
    boolean put(StandingOrder order) {
        StandingOrder before = about(order.jobs());
        if (order.revision() <= before.revision()) {
            return false;
        }
        standing.put(order.jobs(), order);
        return before.paused() != order.paused() || !Objects.equals(before.cancelledUpTo(), order.cancelledUpTo())
                || !Objects.equals(before.reprioritised(), order.reprioritised());
    }

    /** Notes whether a single job is paused by itself. */
    void pause(JobId id, boolean isPaused) {
        if (isPaused) {
            paused.add(id);
        } else {
            paused.remove(id);
        }
    }

    /** Whether the job may not start now: it, its batch or its tenant is paused. */
    boolean hold(WaitingJob job) {
        return paused.contains(job.id()) || isPaused(JobSet.ofTenant(job.tenant()))
                || (job.batch() != null && isPaused(new JobSet(job.tenant(), job.batch())));
    }

    private boolean isPaused(JobSet jobs) {
        StandingOrder order = standing.get(jobs);
        return order != null && order.paused();
    }

    /** The order by which the job is to end; null when there is none. */
    @Nullable
    StandingOrder cancelling(WaitingJob job) {
        StandingOrder tenants = standing.get(JobSet.ofTenant(job.tenant()));
        if (tenants != null && tenants.cancels(job.id())) {
            return tenants;
        }
        StandingOrder batchs = job.batch() == null ? null : standing.get(new JobSet(job.tenant(), job.batch()));
        return batchs != null && batchs.cancels(job.id()) ? batchs : null;
    }

    /** Whether the job is to end by an order, which is then finished later: the job may have come since. */
    boolean end(WaitingJob job, long now) {
        StandingOrder cancel = cancelling(job);
        if (cancel != null) {
            unfinished.note(cancel.jobs(), now);
        }
        return cancel != null;
    }

    /** Notes an order to cancel that is to be carried out once more. */
    void finishLater(StandingOrder order, long now) {
        unfinished.note(order.jobs(), now);
    }

    /** Takes the orders to cancel that are to be carried out once more by now. */
    List<StandingOrder> takeUnfinished(long now) {
        return unfinished.takeDue(now).stream().map(this::about).toList();
    }

    /** The job with the priority that a change has given it. */
    static WaitingJob reprioritised(WaitingJob job, @Nullable Reprioritised change) {
        return change == null || job.id().mintedAt().isAfter(change.upTo())
                ? job
                : job.withPriority(change.priority());
    }
}
