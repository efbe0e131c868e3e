package dev.longhaul.store.usage;

import dev.longhaul.contract.message.Usage;
import org.jspecify.annotations.Nullable;

/**
 * What a tenant has used on a day of its time zone, of one model, by one key, for one batch.
 *
 * @param day
 *            as {@code 2026-11-25}
 * @param requests
 *            jobs that succeeded
 * @param nanoDollars
 *            in billionths of a US dollar
 */
public record UsageRow(String tenant, String day, String model, @Nullable String keyId, @Nullable String batch,
        long requests, Usage usage, long nanoDollars) {}
