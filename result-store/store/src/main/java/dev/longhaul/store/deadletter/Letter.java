package dev.longhaul.store.deadletter;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.job.TokenEstimate;
import dev.longhaul.contract.message.Failure;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A job that ended without an answer, without its bodies.
 *
 * @param cause
 *            the fingerprint of its {@link Cause}
 * @param generation
 *            1 for a job that was never replayed
 * @param at
 *            when it failed
 * @param provider
 *            who was called last; null when nobody was
 * @param attempts
 *            provider calls of all its generations
 */
public record Letter(JobId id, String cause, int generation, Instant at, String tenant, @Nullable String batch,
        @Nullable String customId, Lane lane, String model, @Nullable String provider, int attempts, Failure failure,
        TokenEstimate estimate) {}
