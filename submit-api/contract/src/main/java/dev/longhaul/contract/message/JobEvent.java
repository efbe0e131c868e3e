package dev.longhaul.contract.message;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A job has changed state in the record: topic {@code job.events}, keyed by tenant. Sent at least once and after the
 * change; dispatches are not sent, and a start is sent only when the record was told of it on its own.
 *
 * @param state
 *            what it became
 * @param epoch
 *            its dispatches so far
 * @param code
 *            for failed: the error code
 * @param notBefore
 *            for queued: not to be dispatched before
 * @param priority
 *            as submitted, for whoever schedules it again
 * @param estimatedTokens
 *            as submitted, for whoever schedules it again
 * @param deadline
 *            as submitted
 * @param customId
 *            the caller's name for it
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "v")
@JsonTypeName("job.event.v1")
public record JobEvent(JobId id, String tenant, Lane lane, String model, JobState state, int epoch, Instant at,
        @Nullable String code, @Nullable Instant notBefore, int priority, int estimatedTokens,
        @Nullable Instant deadline, @Nullable String customId) {

    public JobEvent {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(lane, "lane");
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(at, "at");
    }
}
