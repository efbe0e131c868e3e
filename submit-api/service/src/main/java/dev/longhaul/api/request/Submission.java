package dev.longhaul.api.request;

import dev.longhaul.contract.job.CachePolicy;
import dev.longhaul.contract.job.CallTimeouts;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.job.OnAmbiguous;
import dev.longhaul.contract.job.TokenEstimate;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A checked request for a chat job.
 *
 * @param model
 *            the catalogue's name of the model
 * @param request
 *            what goes to the provider: the client's JSON text without Longhaul's own fields and without {@code stream}
 * @param includeUsage
 *            whether a stream is to end with a chunk of usage
 * @param idempotencyKey
 *            the one in the body; a header may say it too
 * @param batch
 *            the set of jobs that it belongs to
 * @param cacheKey
 *            see {@link CacheKey}; null when the answer may not be shared
 * @param timeouts
 *            of its provider calls; null for the providers' own
 * @param estimate
 *            see {@link TokenCount}
 * @param user
 *            OpenAI's field of this name
 * @param experiment
 *            the id of the experiment that it is to take part in
 */
public record Submission(Lane lane, int priority, String model, String request, boolean stream, boolean includeUsage,
        @Nullable String customId, @Nullable String batch, Map<String, String> metadata, @Nullable Instant deadline,
        @Nullable String webhookUrl, CachePolicy cache, @Nullable String cacheKey, OnAmbiguous onAmbiguous,
        @Nullable CallTimeouts timeouts, @Nullable String idempotencyKey, TokenEstimate estimate,
        @Nullable String user, @Nullable String experiment) {

    /** The same request as an experiment's variant asks it. */
    Submission asked(Submission variant) {
        return new Submission(lane, priority, variant.model, variant.request, stream, includeUsage, customId, batch,
                metadata, deadline, webhookUrl, cache, variant.cacheKey, onAmbiguous, timeouts, idempotencyKey,
                variant.estimate, user, experiment);
    }

    /**
     * The same request as a line of a batch.
     *
     * @param windowEnd
     *            by which it is to start, at the latest
     */
    Submission ofBatch(String ofBatch, String ofLine, Instant windowEnd) {
        Instant earliest = deadline == null || deadline.isAfter(windowEnd) ? windowEnd : deadline;
        return new Submission(Lane.BATCH, priority, model, request, false, false, ofLine, ofBatch, metadata, earliest,
                webhookUrl, cache, cacheKey, onAmbiguous, timeouts, null, estimate, user, experiment);
    }

    /**
     * The same prompt for nobody to wait for: behind everything else, told to no webhook, and not among the jobs of its
     * batch.
     */
    public Submission asShadow() {
        return new Submission(Lane.BATCH, 0, model, request, false, false, null, null, metadata, null, null, cache,
                cacheKey, onAmbiguous, timeouts, null, estimate, user, experiment);
    }
}
