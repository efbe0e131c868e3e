package dev.longhaul.contract.message;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.longhaul.contract.job.CachePolicy;
import dev.longhaul.contract.job.CallTimeouts;
import dev.longhaul.contract.job.ExperimentPart;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.job.OnAmbiguous;
import dev.longhaul.contract.job.TokenEstimate;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A job that submit-api has accepted: topic {@code jobs.<lane>}, keyed by tenant.
 *
 * @param id
 *            minted by submit-api
 * @param tenant
 *            who pays and who may see it
 * @param keyId
 *            the API key that submitted it (its id, never the key)
 * @param batch
 *            the caller's name for the set of jobs that it belongs to, or null
 * @param lane
 *            the topic it travels in
 * @param priority
 *            0 to 9 within the tenant's lane, 9 first
 * @param model
 *            the catalogue's name of the model: aliases are resolved
 * @param request
 *            the OpenAI chat request as JSON text, without Longhaul's own fields
 * @param stream
 *            whether tokens are to be sent as they are produced
 * @param customId
 *            the caller's name for the job
 * @param metadata
 *            the caller's notes
 * @param deadline
 *            a job that has not started by then ends as expired
 * @param webhookUrl
 *            where the caller wants to be told of the end
 * @param cache
 *            use of the answer cache
 * @param cacheKey
 *            equal for requests that ask for the same answer; null when the answer may not be shared
 * @param onAmbiguous
 *            what to do when an earlier attempt may have been billed
 * @param timeouts
 *            of its calls; null for the providers' own
 * @param replyTo
 *            the submit-api instance that waits for the answer; null when nobody waits
 * @param estimate
 *            of its tokens
 * @param submittedAt
 *            when submit-api took it
 * @param experiment
 *            its part in an experiment; null when it has none
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "v")
@JsonTypeName("job.submitted.v1")
public record SubmittedJob(JobId id, String tenant, @Nullable String keyId, @Nullable String batch, Lane lane,
        int priority, String model,
        String request, boolean stream, @Nullable String customId, Map<String, String> metadata,
        @Nullable Instant deadline, @Nullable String webhookUrl, CachePolicy cache, @Nullable String cacheKey,
        OnAmbiguous onAmbiguous, @Nullable CallTimeouts timeouts,
        @Nullable String replyTo, TokenEstimate estimate, Instant submittedAt,
        @Nullable ExperimentPart experiment) {

    public SubmittedJob {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(lane, "lane");
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(request, "request");
        Objects.requireNonNull(estimate, "estimate");
        Objects.requireNonNull(submittedAt, "submittedAt");
        metadata = metadata == null ? Map.of() : Map.copyOf(metadata);
        cache = cache == null ? CachePolicy.DETERMINISTIC : cache;
        onAmbiguous = onAmbiguous == null ? OnAmbiguous.RETRY : onAmbiguous;
    }

    /** A job that has no part in an experiment. */
    public SubmittedJob(JobId id, String tenant, @Nullable String keyId, @Nullable String batch, Lane lane,
            int priority, String model, String request, boolean stream, @Nullable String customId,
            Map<String, String> metadata, @Nullable Instant deadline, @Nullable String webhookUrl, CachePolicy cache,
            @Nullable String cacheKey, OnAmbiguous onAmbiguous, @Nullable CallTimeouts timeouts,
            @Nullable String replyTo, TokenEstimate estimate, Instant submittedAt) {
        this(id, tenant, keyId, batch, lane, priority, model, request, stream, customId, metadata, deadline,
                webhookUrl, cache, cacheKey, onAmbiguous, timeouts, replyTo, estimate, submittedAt, null);
    }

    /** Whether it runs a client's prompt once more, and nobody waits for its answer. */
    public boolean shadows() {
        return experiment != null && experiment.shadowOf() != null;
    }
}
