package dev.longhaul.contract.message;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.job.TokenEstimate;
import dev.longhaul.contract.plan.Spend;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A job has changed state in the record. Sent at least once and after the change; dispatches are not sent, and a start
 * is sent only when the record was told of it on its own.
 *
 * @param state
 *            what it became
 * @param epoch
 *            its dispatches so far
 * @param code
 *            for failed: the error code
 * @param waiting
 *            for queued: what a scheduler needs to take it up again; else null
 * @param spend
 *            what it used; null when the provider did not say, and for states that are no end
 * @param answerBytes
 *            size of its answer in UTF-8; null when it has none, or has another job's
 */
@JsonTypeName("job.event.v1")
public record JobEvent(JobId id, String tenant, Lane lane, String model, JobState state, int epoch, Instant at,
        @Nullable String code, @Nullable Waiting waiting, @Nullable Spend spend,
        @Nullable Integer answerBytes) implements EventMessage {

    public JobEvent {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(lane, "lane");
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(at, "at");
    }

    /** An event that tells of no usage. */
    public JobEvent(JobId id, String tenant, Lane lane, String model, JobState state, int epoch, Instant at,
            @Nullable String code, @Nullable Waiting waiting) {
        this(id, tenant, lane, model, state, epoch, at, code, waiting, null, null);
    }

    @Override
    public List<JobEvent> events() {
        return List.of(this);
    }

    /**
     * A job that waits again.
     *
     * @param notBefore
     *            not to be dispatched before; null: at once
     * @param keyId
     *            as submitted
     * @param batch
     *            as submitted
     * @param customId
     *            as submitted
     * @param cacheKey
     *            as submitted
     * @param priority
     *            as submitted
     * @param estimate
     *            as submitted
     * @param deadline
     *            as submitted
     */
    public record Waiting(@Nullable Instant notBefore, @Nullable String keyId, @Nullable String batch,
            @Nullable String customId, @Nullable String cacheKey, int priority,
            TokenEstimate estimate,
            @Nullable Instant deadline) {}
}
