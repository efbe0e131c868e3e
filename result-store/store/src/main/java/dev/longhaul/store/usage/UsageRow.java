package dev.longhaul.store.usage;

import dev.longhaul.contract.message.Usage;
import org.jspecify.annotations.Nullable;

/**
 * What a tenant has used on a day of its time zone, of one model, of one provider, by one key, for one batch.
 *
 * @param day
 *            as {@code 2026-11-25}
 * @param provider
 *            who answered, by its name in the catalogue; null where that is not known, and for what was counted before
 *            providers were told apart
 * @param answered
 *            jobs that succeeded with an answer of their own
 * @param duplicate
 *            calls that a provider answered although their job has not got that answer
 * @param possiblyBilled
 *            attempts that a provider may have billed without an answer reaching us
 */
public record UsageRow(String tenant, String day, String model, @Nullable String provider, @Nullable String keyId,
        @Nullable String batch, Figure answered, Figure duplicate, Figure possiblyBilled) {

    /** Jobs that succeeded. */
    public long requests() {
        return answered.count();
    }

    /** Of the jobs that succeeded. */
    public Usage usage() {
        return answered.usage();
    }

    /** Of the jobs that succeeded. */
    public long nanoDollars() {
        return answered.nanoDollars();
    }
}
