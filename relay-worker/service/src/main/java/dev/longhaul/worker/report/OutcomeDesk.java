package dev.longhaul.worker.report;

import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.message.AnswerParts;
import dev.longhaul.contract.message.Attempt;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.OutcomeReport;
import dev.longhaul.contract.message.RelayJob;
import dev.longhaul.worker.held.HeldJob;
import dev.longhaul.worker.held.HeldJobs;
import dev.longhaul.worker.metrics.WorkerMetrics;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where every dispatch ends: tells who waits, reports to the record, and lets the delivery go. Thread-safe. */
public final class OutcomeDesk {

    private static final Logger log = LoggerFactory.getLogger(OutcomeDesk.class);

    private final HeldJobs held;
    private final ReportBundler reports;
    private final Replies replies;
    private final WorkerMetrics metrics;
    private final Clock clock;

    public OutcomeDesk(HeldJobs held, ReportBundler reports, Replies replies, WorkerMetrics metrics, Clock clock) {
        this.held = held;
        this.reports = reports;
        this.replies = replies;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Ends a dispatch for which nobody was called. */
    public void closeUnstarted(HeldJob job, Outcome outcome) {
        close(job, List.of(), outcome);
    }

    /**
     * Ends a dispatch. Its delivery is acknowledged when the broker has confirmed the outcome.
     *
     * @param attempts
     *            all calls of this dispatch, in order
     */
    public void close(HeldJob ended, List<Attempt> attempts, Outcome outcome) {
        RelayJob job = ended.job();
        String name = name(outcome);
        metrics.ended(name);
        logEnd(job, name, attempts.size(), outcome);
        AnswerParts inParts = Parcel.describe(outcome);
        OutcomeReport report = new OutcomeReport(job.id(), job.tenant(), job.keyId(), job.batch(), job.lane(),
                job.model(), job.epoch(),
                attempts.isEmpty() ? null : attempts.getFirst().startedAt(), clock.instant(), attempts, outcome,
                job.experiment());
        replies.ended(job, inParts == null ? outcome : Parcel.inParts(report, inParts));
        reports.outcome(report, inParts, job.lane() == Lane.INTERACTIVE, () -> held.settle(ended));
    }

    private static void logEnd(RelayJob job, String name, int attempts, Outcome outcome) {
        @Nullable
        String why = switch (outcome) {
            case Outcome.Failed failed -> failed.failure().code();
            case Outcome.Throttled throttled -> throttled.reason() + ", not before " + throttled.until();
            case Outcome.HandedBack back -> back.reason();
            case Outcome.Answered answered -> null;
            case Outcome.Cancelled cancelled -> null;
            case Outcome.Expired expired -> null;
        };
        if (why == null) {
            log.debug("job {} of {}, epoch {}: {} after {} attempts", job.id(), job.tenant(), job.epoch(), name,
                    attempts);
        } else {
            log.info("job {} of {}, epoch {}: {} after {} attempts: {}", job.id(), job.tenant(), job.epoch(), name,
                    attempts, why);
        }
    }

    private static String name(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Answered answered -> "succeeded";
            case Outcome.Throttled throttled -> "throttled";
            case Outcome.HandedBack back -> "handed_back";
            case Outcome.Failed failed -> "failed";
            case Outcome.Cancelled cancelled -> "cancelled";
            case Outcome.Expired expired -> "expired";
        };
    }
}
