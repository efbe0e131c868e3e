package dev.longhaul.dispatcher.fairness;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.message.SubmittedJob;
import dev.longhaul.store.job.OpenJob;
import dev.longhaul.store.job.Shard;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a dispatcher keeps in memory of a job: no body, tens of bytes. A million of them wait at a time.
 *
 * @param shard
 *            shared by all of its jobs
 * @param tenant
 *            shared by all of its jobs
 * @param priority
 *            0 to 9, 9 first
 * @param cost
 *            estimated tokens, at least 1: what fairness counts
 * @param notBefore
 *            milliseconds since 1970, 0 for at once
 * @param deadline
 *            milliseconds since 1970, {@link #NO_DEADLINE} for none
 */
public record WaitingJob(JobId id, Shard shard, String tenant, String model, int priority, int cost, long notBefore,
        long deadline) {

    static final long NO_DEADLINE = Long.MAX_VALUE;

    public static WaitingJob of(SubmittedJob job, Shard shard) {
        return of(job.id(), shard, job.tenant(), job.model(), job.priority(), job.estimatedTokens(), null,
                job.deadline());
    }

    public static WaitingJob of(OpenJob job, Shard shard) {
        return of(job.id(), shard, job.tenant(), job.model(), job.priority(), job.estimatedTokens(), job.notBefore(),
                job.deadline());
    }

    /** A job that waits again. */
    public static WaitingJob of(JobId id, Shard shard, String tenant, String model, int priority, int cost,
            @Nullable Instant notBefore, @Nullable Instant deadline) {
        return new WaitingJob(id, shard, tenant, model, priority, Math.max(1, cost),
                notBefore == null ? 0 : notBefore.toEpochMilli(),
                deadline == null ? NO_DEADLINE : deadline.toEpochMilli());
    }

    public Lane lane() {
        return shard.lane();
    }

    public boolean isExpired(Instant now) {
        return deadline <= now.toEpochMilli();
    }

    /** The same job, to wait until then. */
    public WaitingJob notBefore(Instant time) {
        return new WaitingJob(id, shard, tenant, model, priority, cost, time.toEpochMilli(), deadline);
    }
}
