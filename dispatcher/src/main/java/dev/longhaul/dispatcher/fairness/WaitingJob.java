package dev.longhaul.dispatcher.fairness;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.job.TokenEstimate;
import dev.longhaul.contract.message.PlaceInquiry;
import dev.longhaul.contract.message.SubmittedJob;
import dev.longhaul.dispatcher.pool.StickyBucket;
import dev.longhaul.store.answer.AnswerKey;
import dev.longhaul.store.job.OpenJob;
import dev.longhaul.store.job.Shard;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a dispatcher keeps in memory of a job: no body, 127 bytes with its id and its place in a queue. A million of
 * them wait at a time, so what many have in common is there once.
 *
 * @param shard
 *            shared by all of its jobs
 * @param tenant
 *            shared by all of its jobs
 * @param keyId
 *            the API key that submitted it, shared by all of its jobs; null for none
 * @param batch
 *            shared by all of its jobs; null for none
 * @param model
 *            shared by all jobs that ask for it
 * @param bucket
 *            chooses its variant of a weighted route: {@link StickyBucket}
 * @param priority
 *            0 to 9, 9 first
 * @param cost
 *            estimated tokens, 1 to {@link #MAX_COST}: what fairness counts
 * @param prompt
 *            those of them that are the prompt's
 * @param keyHigh
 *            with {@code keyLow} the {@link #answerKey}; both 0 for none
 * @param notBefore
 *            milliseconds since 1970, 0 for at once
 * @param deadline
 *            milliseconds since 1970, {@link #NO_DEADLINE} for none
 */
public record WaitingJob(JobId id, Shard shard, String tenant, @Nullable String keyId, @Nullable String batch,
        String model, int bucket, int priority, int cost, int prompt, long keyHigh, long keyLow, long notBefore,
        long deadline) {

    private static final AnswerKey NO_KEY = new AnswerKey("", 0, 0);
    static final long NO_DEADLINE = Long.MAX_VALUE;

    /** More than any model's context: a wrong estimate must not stop a tenant's turn for thousands of rounds. */
    static final int MAX_COST = 4_000_000;

    public static WaitingJob of(SubmittedJob job, Shard shard) {
        return of(job.id(), shard, job.tenant(), job.keyId(), job.batch(), job.customId(), job.cacheKey(), job.model(),
                job.priority(),
                job.estimate(), null,
                job.deadline());
    }

    public static WaitingJob of(OpenJob job, Shard shard) {
        return of(job.id(), shard, job.tenant(), job.keyId(), job.batch(), job.customId(), job.cacheKey(), job.model(),
                job.priority(),
                job.estimate(), job.notBefore(), job.deadline());
    }

    /** A job that is asked about, to be compared with others: neither its partition nor its cost is known. */
    static WaitingJob of(PlaceInquiry asked) {
        return of(asked.id(), new Shard(asked.lane(), 0), asked.tenant(), asked.keyId(), null, asked.customId(), null,
                asked.model(),
                asked.priority(),
                TokenEstimate.NONE, null, null);
    }

    /** A job that waits again. */
    public static WaitingJob of(JobId id, Shard shard, String tenant, @Nullable String keyId,
            @Nullable String batch, @Nullable String customId, @Nullable String cacheKey, String model, int priority,
            TokenEstimate estimate,
            @Nullable Instant notBefore,
            @Nullable Instant deadline) {
        AnswerKey key = cacheKey == null ? NO_KEY : AnswerKey.parse(tenant, cacheKey).orElse(NO_KEY);
        return new WaitingJob(id, shard, tenant.intern(), intern(keyId), intern(batch), model.intern(),
                StickyBucket.of(id, tenant, customId), priority,
                Math.clamp(estimate.total(), 1, MAX_COST), Math.min(estimate.prompt(), MAX_COST), key.high(), key.low(),
                notBefore == null ? 0 : notBefore.toEpochMilli(),
                deadline == null ? NO_DEADLINE : deadline.toEpochMilli());
    }

    private static @Nullable String intern(@Nullable String text) {
        return text == null ? null : text.intern();
    }

    public Lane lane() {
        return shard.lane();
    }

    /** Equal for jobs that may share an answer; null when this one may not. */
    public @Nullable AnswerKey answerKey() {
        return keyHigh == 0 && keyLow == 0 ? null : new AnswerKey(tenant, keyHigh, keyLow);
    }

    boolean hasDeadline() {
        return deadline != NO_DEADLINE;
    }

    /**
     * @param now
     *            milliseconds since 1970
     */
    public boolean isExpired(long now) {
        return deadline <= now;
    }

    WaitingJob withPriority(int other) {
        return other == priority
                ? this
                : new WaitingJob(id, shard, tenant, keyId, batch, model, bucket, other, cost, prompt, keyHigh, keyLow,
                        notBefore,
                        deadline);
    }

    /** The same job, to wait until then. */
    public WaitingJob waitingUntil(Instant time) {
        return new WaitingJob(id, shard, tenant, keyId, batch, model, bucket, priority, cost, prompt, keyHigh, keyLow,
                time.toEpochMilli(), deadline);
    }
}
