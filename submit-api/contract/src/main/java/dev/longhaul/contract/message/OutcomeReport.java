package dev.longhaul.contract.message;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.Lane;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The end of one dispatch of a job.
 *
 * @param keyId
 *            as in the dispatch
 * @param batch
 *            as in the dispatch
 * @param model
 *            the catalogue's name of the model, as in the dispatch
 * @param epoch
 *            the dispatch it answers
 * @param startedAt
 *            when the first provider call began, or null when none did
 * @param endedAt
 *            by the worker's clock
 * @param attempts
 *            the provider calls of this dispatch
 * @param experiment
 *            as in the dispatch
 */
public record OutcomeReport(JobId id, String tenant, @Nullable String keyId, @Nullable String batch, Lane lane,
        String model, int epoch, @Nullable Instant startedAt,
        Instant endedAt,
        List<Attempt> attempts, Outcome outcome, @Nullable String experiment) {

    public OutcomeReport {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(lane, "lane");
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(endedAt, "endedAt");
        Objects.requireNonNull(outcome, "outcome");
        attempts = attempts == null ? List.of() : List.copyOf(attempts);
    }

    /** The end of a job that has no part in an experiment. */
    public OutcomeReport(JobId id, String tenant, @Nullable String keyId, @Nullable String batch, Lane lane,
            String model, int epoch, @Nullable Instant startedAt, Instant endedAt, List<Attempt> attempts,
            Outcome outcome) {
        this(id, tenant, keyId, batch, lane, model, epoch, startedAt, endedAt, attempts, outcome, null);
    }

    /** The same report with these attempts. */
    public OutcomeReport with(List<Attempt> others) {
        return new OutcomeReport(id, tenant, keyId, batch, lane, model, epoch, startedAt, endedAt, others, outcome,
                experiment);
    }

    /** The same report with this outcome. */
    public OutcomeReport with(Outcome other) {
        return new OutcomeReport(id, tenant, keyId, batch, lane, model, epoch, startedAt, endedAt, attempts, other,
                experiment);
    }
}
