package dev.longhaul.store.job;

import dev.longhaul.contract.message.Usage;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one job's answer has used.
 *
 * @param provider
 *            who answered; null when that is not known
 * @param at
 *            the end of the job
 * @param nanoDollars
 *            what it cost, in billionths of a US dollar; 0 when that is not known: a sum cannot hold it
 */
public record Spending(String tenant, @Nullable String keyId, @Nullable String batch, String model,
        @Nullable String provider, Instant at, Usage usage, long nanoDollars) {}
