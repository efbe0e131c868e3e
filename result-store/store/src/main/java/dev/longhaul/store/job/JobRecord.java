package dev.longhaul.store.job;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.message.Attempt;
import dev.longhaul.contract.message.Failure;
import dev.longhaul.contract.message.SubmittedJob;
import dev.longhaul.contract.message.Usage;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job as the record knows it.
 *
 * @param submitted
 *            what was asked for
 * @param progress
 *            where it is
 * @param attempts
 *            provider calls, made or possibly made, oldest first
 * @param ending
 *            null while it is open
 */
public record JobRecord(SubmittedJob submitted, Progress progress, List<Attempt> attempts, @Nullable Ending ending) {

    static final String PAUSED = "paused";

    /** The same job, queued and kept from starting by a pause of its batch or its tenant. */
    public JobRecord pausedWithOthers() {
        return new JobRecord(submitted, new Progress(progress.state, progress.epoch, progress.recordedAt,
                progress.dispatchedAt, progress.startedAt, progress.notBefore, PAUSED, progress.worker,
                progress.cancelRequestedAt), attempts, ending);
    }

    public JobId id() {
        return submitted.id();
    }

    public JobState state() {
        return progress.state();
    }

    /** Whether it was erased after its end. */
    public boolean deleted() {
        return ending != null && ending.deleted();
    }

    /** Whether any attempt may have been billed without an answer reaching us. */
    public boolean possiblyBilled() {
        return attempts.stream().anyMatch(Attempt::possiblyBilled);
    }

    /**
     * Where a job is.
     *
     * @param epoch
     *            dispatches so far
     * @param notBefore
     *            queued and not to be dispatched before
     * @param waitingFor
     *            what keeps it queued, when that is known
     * @param worker
     *            who announced the start
     * @param cancelRequestedAt
     *            when a cancel came that could not act at once
     */
    public record Progress(JobState state, int epoch, Instant recordedAt, @Nullable Instant dispatchedAt,
            @Nullable Instant startedAt, @Nullable Instant notBefore, @Nullable String waitingFor,
            @Nullable String worker, @Nullable Instant cancelRequestedAt) {}

    /**
     * How a job ended.
     *
     * @param response
     *            the chat completion as JSON text, when it succeeded and is not kept in parts
     * @param stored
     *            where the chat completion is when it is kept in parts
     * @param usage
     *            tokens of the answer, when reported
     * @param nanoDollars
     *            what the answer cost, in billionths of a US dollar: 0 where there is none or it was another job's,
     *            null when it is not known
     * @param cached
     *            where the answer came from when it was another job's
     * @param failure
     *            why there is no answer
     * @param deleted
     *            whether it was erased: of what it held nothing is left
     */
    public record Ending(Instant at, @Nullable String response, @Nullable StoredAnswer stored,
            @Nullable Usage usage,
            @Nullable Long nanoDollars,
            JobSharing.@Nullable Cached cached, @Nullable Failure failure,
            boolean deleted) {

        /** One that was not erased, and whose answer is not kept in parts. */
        Ending(Instant at, @Nullable String response, @Nullable Usage usage, @Nullable Long nanoDollars,
                JobSharing.@Nullable Cached cached, @Nullable Failure failure) {
            this(at, response, null, usage, nanoDollars, cached, failure, false);
        }
    }
}
