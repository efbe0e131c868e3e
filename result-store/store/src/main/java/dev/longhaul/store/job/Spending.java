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
 * @param answered
 *            whether it succeeded; of others only their experiment counts what their calls cost
 * @param experiment
 *            the experiment that it has a part in, and what all its calls cost it; null for none
 */
public record Spending(String tenant, @Nullable String keyId, @Nullable String batch, String model,
        @Nullable String provider, Instant at, Usage usage, long nanoDollars, boolean answered,
        @Nullable Share experiment) {

    /** That of a job which has succeeded and has no part in an experiment. */
    public Spending(String tenant, @Nullable String keyId, @Nullable String batch, String model,
            @Nullable String provider, Instant at, Usage usage, long nanoDollars) {
        this(tenant, keyId, batch, model, provider, at, usage, nanoDollars, true, null);
    }

    /**
     * What a job has cost its experiment.
     *
     * @param nanoDollars
     *            of all its calls of which that is known, in billionths of a US dollar
     */
    public record Share(String experiment, long nanoDollars) {}
}
