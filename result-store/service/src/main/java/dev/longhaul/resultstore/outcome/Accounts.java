package dev.longhaul.resultstore.outcome;

import dev.longhaul.contract.catalog.Prices;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.message.Attempt;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.OutcomeReport;
import dev.longhaul.contract.message.Usage;
import dev.longhaul.contract.plan.Spend;
import dev.longhaul.store.job.JobResults;
import dev.longhaul.store.job.JobResults.Applied;
import dev.longhaul.store.job.JobResults.WorkerOutcome;
import dev.longhaul.store.job.Spending;
import dev.longhaul.store.usage.UsageLedger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes outcomes so that what their jobs used is counted once. Used by one thread. */
public final class Accounts {

    private static final Duration RECOVER_EVERY = Duration.ofSeconds(30);
    /** A writer that has not finished an entry for so long has died, or will find that another did. */
    private static final Duration ABANDONED_AFTER = Duration.ofMinutes(1);

    private final JobResults results;
    private final UsageLedger ledger;
    private final Prices prices;
    private final Clock clock;
    private Instant recoverAt = Instant.MIN;

    public Accounts(JobResults results, UsageLedger ledger, Prices prices, Clock clock) {
        this.results = results;
        this.ledger = ledger;
        this.prices = prices;
        this.clock = clock;
    }

    /** An outcome with what its attempts and its answer cost by the catalogue of now. */
    WorkerOutcome priced(String worker, OutcomeReport report) {
        List<Attempt> attempts = report.attempts().stream()
                .map(attempt -> attempt.costing(prices.nanoDollars(report.model(), attempt))).toList();
        return new WorkerOutcome(worker, report.with(attempts), answerCost(report));
    }

    private @Nullable Long answerCost(OutcomeReport report) {
        Usage usage = usage(report);
        if (usage == null) {
            return null;
        }
        for (Attempt attempt : report.attempts()) {
            if (attempt.end() == Attempt.End.SUCCEEDED && usage.equals(attempt.usage())) {
                return prices.nanoDollars(report.model(), attempt);
            }
        }
        return prices.nanoDollars(report.model(), Objects.requireNonNullElse(report.startedAt(), report.endedAt()),
                usage);
    }

    /** What an answer used; null when that is not known, and for what is no answer. */
    @Nullable
    Spend spend(WorkerOutcome outcome) {
        Usage usage = usage(outcome.report());
        return usage == null ? null : new Spend(usage.totalTokens(), counted(outcome));
    }

    private static @Nullable Usage usage(OutcomeReport report) {
        return report.outcome() instanceof Outcome.Answered answered ? answered.usage() : null;
    }

    /** As {@link JobResults#apply}, and counts. */
    List<Applied> write(List<WorkerOutcome> outcomes) {
        List<JobId> counting = outcomes.stream().filter(WorkerOutcome::mayCount).map(each -> each.report().id())
                .toList();
        if (counting.isEmpty()) {
            return results.apply(outcomes, null);
        }
        String entry = ledger.open(counting);
        List<Applied> applied = results.apply(outcomes, entry);
        // by job: of a report that came twice both have done it
        Map<JobId, Spending> counted = new HashMap<>();
        for (Applied each : applied) {
            if (each.counts()) {
                counted.put(each.outcome().report().id(), spending(each.outcome()));
            }
        }
        ledger.post(entry, List.copyOf(counted.values()));
        return applied;
    }

    private static Spending spending(WorkerOutcome outcome) {
        OutcomeReport report = outcome.report();
        Usage usage = usage(report);
        return new Spending(report.tenant(), report.keyId(), report.batch(), report.model(), outcome.provider(),
                report.endedAt(),
                usage == null ? Usage.NONE : usage, counted(outcome),
                report.outcome() instanceof Outcome.Answered, share(report));
    }

    private static Spending.@Nullable Share share(OutcomeReport report) {
        String experiment = report.experiment();
        return experiment == null
                ? null
                : new Spending.Share(experiment, report.attempts().stream().map(Attempt::nanoDollars)
                        .filter(Objects::nonNull).mapToLong(Long::longValue).sum());
    }

    /** A cost that is not known adds nothing to a sum. */
    private static long counted(WorkerOutcome outcome) {
        return outcome.nanoDollars() == null ? 0 : outcome.nanoDollars();
    }

    /** Counts from time to time what writers that died have left uncounted. */
    void recover() {
        Instant now = clock.instant();
        if (!now.isBefore(recoverAt)) {
            recoverAt = now.plus(RECOVER_EVERY);
            ledger.recover(ABANDONED_AFTER);
        }
    }
}
