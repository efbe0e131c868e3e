package dev.longhaul.resultstore.outcome;

import dev.longhaul.contract.catalog.ModelNames;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.message.Attempt;
import dev.longhaul.contract.message.OutcomeReport;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;

/**
 * {@code longhaul_jobs_ended_total} by lane, model and end, {@code longhaul_job_seconds} from submission to end by
 * lane, {@code longhaul_attempts_possibly_billed_total} and {@code longhaul_outcomes_late_total}.
 */
public final class OutcomeMeters {

    private final MeterRegistry registry;
    private final ModelNames models;
    private final Clock clock;
    private final Counter late;
    private final Counter possiblyBilled;

    public OutcomeMeters(MeterRegistry registry, ModelNames models, Clock clock) {
        this.registry = registry;
        this.models = models;
        this.clock = clock;
        this.late = Counter.builder("longhaul.outcomes.late")
                .description("outcomes of jobs that had ended or gone on: their attempts are double spending")
                .register(registry);
        this.possiblyBilled = Counter.builder("longhaul.attempts.possibly.billed")
                .description("attempts that may have been billed without an answer").register(registry);
    }

    void ended(OutcomeReport report, JobState state) {
        countPossiblyBilled(report);
        if (!state.isTerminal()) {
            return;
        }
        ended(report.lane(), report.model(), state);
        Duration duration = Duration.between(report.id().mintedAt(), clock.instant());
        Timer.builder("longhaul.job").description("from submission to the end in the record")
                .tag("lane", report.lane().wire()).publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(5)).maximumExpectedValue(Duration.ofHours(1))
                .register(registry).record(duration.isNegative() ? Duration.ZERO : duration);
    }

    void ended(Lane lane, String model, JobState state) {
        registry.counter("longhaul.jobs.ended", "lane", lane.wire(), "model", models.family(model), "end", state.wire())
                .increment();
    }

    void late(OutcomeReport report) {
        late.increment();
        countPossiblyBilled(report);
    }

    private void countPossiblyBilled(OutcomeReport report) {
        for (Attempt attempt : report.attempts()) {
            if (attempt.possiblyBilled()) {
                possiblyBilled.increment();
            }
        }
    }
}
