package dev.longhaul.store.deadletter;

import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.message.Failure;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a job failed before it was replayed.
 *
 * @param generation
 *            counts from 1
 * @param startedBy
 *            the replay that began this generation; null for the first
 * @param provider
 *            who was called last; null when nobody was
 * @param request
 *            what was asked; null when the next generation asked the same
 */
public record PastGeneration(int generation, @Nullable String startedBy, Instant at, String cause,
        @Nullable String provider, Lane lane, String model, Failure failure, @Nullable String request) {}
