package dev.longhaul.store.job;

import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.message.Attempt;
import dev.longhaul.contract.message.Completions;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.OutcomeReport;
import dev.longhaul.contract.message.Usage;
import dev.longhaul.store.job.JobResults.WorkerOutcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** What an outcome writes into its job's document. */
final class OutcomeUpdates {

    private final Endings endings;

    OutcomeUpdates(Endings endings) {
        this.endings = endings;
    }

    /** The state that an outcome asks for. */
    static JobState target(WorkerOutcome outcome) {
        return switch (outcome.report().outcome()) {
            case Outcome.Answered answered -> JobState.SUCCEEDED;
            case Outcome.Failed failed -> JobState.FAILED;
            case Outcome.Cancelled cancelled -> JobState.CANCELLED;
            case Outcome.Expired expired -> JobState.EXPIRED;
            case Outcome.Throttled throttled -> JobState.QUEUED;
            case Outcome.HandedBack handedBack -> JobState.QUEUED;
        };
    }

    /**
     * The whole update by which an outcome moves its job.
     *
     * @param state
     *            what the job becomes: the outcome's target, or cancelled instead of queued
     * @param more
     *            attempts to record besides the outcome's own
     * @param entry
     *            the ledger's entry that counts it, see {@link WorkerOutcome#counts}; null when nobody counts
     * @param kept
     *            where its answer is kept in parts; null when it is not
     */
    Update move(WorkerOutcome outcome, JobState state, List<Attempt> more, @Nullable String entry,
            @Nullable StoredAnswer kept) {
        OutcomeReport report = outcome.report();
        Update update = state.isTerminal() ? ending(report, state, kept) : requeue(report);
        if (entry != null && outcome.counts(state)) {
            update.set(Fields.LEDGER, entry);
        }
        if (state == JobState.SUCCEEDED && outcome.nanoDollars() != null) {
            update.set(Fields.COST, outcome.nanoDollars());
        }
        String provider = outcome.provider();
        if (state == JobState.SUCCEEDED && provider != null) {
            update.set(Fields.PROVIDER, provider);
        }
        update.set(Fields.REPORT, outcome.key());
        List<Attempt> attempts = new ArrayList<>(more);
        attempts.addAll(report.attempts());
        if (!attempts.isEmpty()) {
            addAttempts(update, attempts);
        }
        return JobExtras.areIn(attempts, state == JobState.SUCCEEDED) ? JobExtras.mark(update) : update;
    }

    /** Adds attempts as to a set, so that a report that comes twice counts once. */
    static Update addAttempts(Update update, List<Attempt> attempts) {
        return update.addToSet(Fields.ATTEMPTS, attempts.stream().map(JobDocuments::fromAttempt).toList());
    }

    /** Adds one that may have been billed. */
    static Update addBilled(Update update, Attempt attempt) {
        return JobExtras.mark(addAttempts(update, List.of(attempt)));
    }

    /**
     * Takes an attempt back that {@link #addAttempts} is to add again. A report that comes twice may be priced by
     * another catalogue the second time, and with another cost the attempt would not be found in the set.
     */
    static Update removePriced(Attempt attempt) {
        return new Update().pull(Fields.ATTEMPTS, JobDocuments.fromAttempt(attempt.costing(null)));
    }

    /** Takes back that a worker's call in this dispatch has no known outcome. */
    static Update removeUnknown(int epoch, String worker) {
        return new Update().pull(Fields.ATTEMPTS, new Document("epoch", epoch).append("worker", worker).append("end",
                Attempt.End.UNKNOWN.wire()));
    }

    /** When what the job holds goes. */
    Instant until(OutcomeReport report) {
        return report.endedAt().plus(endings.keep(report.tenant()));
    }

    private Update ending(OutcomeReport report, JobState state, @Nullable StoredAnswer kept) {
        Update update = endings.end(endings.keep(report.tenant()), state, report.endedAt(),
                report.outcome() instanceof Outcome.Failed failed ? failed.failure() : null, lastProvider(report));
        if (report.startedAt() != null) {
            update.set(Fields.STARTED_AT, JobDocuments.date(report.startedAt()));
        }
        if (report.outcome() instanceof Outcome.Answered answered) {
            if (kept != null) {
                update.set(Fields.ANSWER, JobDocuments.fromStored(kept));
            } else if (answered instanceof Outcome.Succeeded whole) {
                update.set(Fields.RESPONSE, whole.response());
            }
            if (report.experiment() != null) {
                update.set(Fields.SAID, ExperimentDocuments.fromContent(content(answered)));
            }
            Usage usage = answered.usage();
            if (usage != null) {
                update.set(Fields.USAGE, JobDocuments.fromUsage(usage));
            }
        }
        return update;
    }

    private static Completions.Content content(Outcome.Answered answered) {
        return switch (answered) {
            case Outcome.Succeeded whole -> Completions.content(whole.response());
            case Outcome.SucceededInParts inParts -> inParts.answer().content();
        };
    }

    private static @Nullable String lastProvider(OutcomeReport report) {
        return report.attempts().isEmpty() ? null : report.attempts().getLast().provider();
    }

    /** Queues a job again that was handed out. */
    static Update requeue() {
        return new Update().set(Fields.STATE, JobState.QUEUED.wire()).unset(Fields.WORKER, Fields.STARTED_AT,
                Fields.LOST);
    }

    private static Update requeue(OutcomeReport report) {
        return report.outcome() instanceof Outcome.Throttled throttled
                ? requeue().set(Fields.NOT_BEFORE, JobDocuments.date(throttled.until())).set(Fields.WAITING_FOR,
                        "provider")
                : requeue();
    }
}
