package dev.longhaul.store.job;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.job.TokenEstimate;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a dispatcher needs of a job that has not ended, without its body.
 *
 * @param paused
 *            whether its owner lets it not start; for queued only
 */
public record OpenJob(JobId id, String tenant, @Nullable String keyId, @Nullable String batch,
        @Nullable String customId, @Nullable String cacheKey, Lane lane,
        int priority, String model,
        TokenEstimate estimate,
        JobState state, int epoch, @Nullable Instant notBefore, @Nullable Instant deadline, boolean paused) {}
