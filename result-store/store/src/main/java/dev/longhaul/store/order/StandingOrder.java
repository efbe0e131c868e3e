package dev.longhaul.store.order;

import dev.longhaul.contract.job.JobId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is ordered about a set of jobs.
 *
 * @param paused
 *            whether none of them may start, those that come later included
 * @param cancelledUpTo
 *            all that were submitted by then and have not started are to end; null when none are
 * @param reprioritised
 *            the last change of their priority; null when there was none
 * @param revision
 *            1 for the first order about these jobs, one more with each
 */
public record StandingOrder(JobSet jobs, boolean paused, @Nullable Instant cancelledUpTo,
        @Nullable Reprioritised reprioritised, long revision, Instant changedAt) {

    /** Of jobs about which nothing was ordered yet. */
    public static StandingOrder none(JobSet jobs) {
        return new StandingOrder(jobs, false, null, null, 0, Instant.EPOCH);
    }

    /** Whether a job of the set is to end. */
    public boolean cancels(JobId id) {
        return cancelledUpTo != null && !id.mintedAt().isAfter(cancelledUpTo);
    }

    /**
     * A change of the priority of those that were waiting.
     *
     * @param priority
     *            0 to 9
     * @param upTo
     *            of those that were submitted by then
     */
    public record Reprioritised(int priority, Instant upTo) {}
}
