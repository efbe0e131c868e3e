package dev.longhaul.store.experiment;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A comparison of variants. What is compared never changes; an experiment runs from its creation until it is stopped.
 *
 * @param id
 *            {@code exp_} and 24 hex digits, in the order of creation to the second
 * @param tenant
 *            whose it is
 * @param stopped
 *            null while it runs
 */
public record Experiment(String id, String tenant, Design design, Instant createdAt, @Nullable Stopped stopped) {

    /** Whether it takes jobs. */
    public boolean runs() {
        return stopped == null;
    }

    /**
     * What is compared, and by which jobs.
     *
     * @param variants
     *            2 to 10; the first is what the others are compared with
     * @param sample
     *            the part of the buckets that take part at all, above 0 and up to 1
     * @param bucketBy
     *            where a job's bucket is taken from: {@code user}, {@code custom_id} or {@code metadata.<key>}; null
     *            for each job's own id, as for a job that does not have it
     * @param maxNanoDollars
     *            what its jobs may cost, in billionths of a US dollar; null for no limit
     */
    public record Design(String name, Mode mode, List<Variant> variants, double sample, @Nullable String bucketBy,
            @Nullable Long maxNanoDollars) {

        public Design {
            variants = List.copyOf(variants);
        }
    }

    /** Since when it takes no more jobs, and why. */
    public record Stopped(Instant at, StopReason reason) {}
}
