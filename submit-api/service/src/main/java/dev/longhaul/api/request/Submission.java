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
 */
public record Submission(Lane lane, int priority, String model, String request, boolean stream, boolean includeUsage,
        @Nullable String customId, @Nullable String batch, Map<String, String> metadata, @Nullable Instant deadline,
        @Nullable String webhookUrl, CachePolicy cache, @Nullable String cacheKey, OnAmbiguous onAmbiguous,
        @Nullable CallTimeouts timeouts, @Nullable String idempotencyKey, TokenEstimate estimate) {}
