package dev.longhaul.worker.attempt;

import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.message.Failure;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.RelayJob;
import dev.longhaul.contract.message.StartReport;
import dev.longhaul.worker.held.HeldJob;
import dev.longhaul.worker.held.HeldJobs;
import dev.longhaul.worker.report.OutcomeDesk;
import dev.longhaul.worker.report.Replies;
import dev.longhaul.worker.report.ReportBundler;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a job that has a slot, on the calling (virtual) thread, from the announcement of its start to its outcome. */
public final class JobRunner {

    private static final Logger log = LoggerFactory.getLogger(JobRunner.class);
    private static final Duration BETWEEN_ANNOUNCEMENTS = Duration.ofMillis(500);

    /** Until then the dispatchers have heard where this worker is. */
    private static final Duration REGION_HEARD = Duration.ofSeconds(1);

    private final RouteSettings settings;
    private final @Nullable String region;
    private final HeldJobs held;
    private final ReportBundler reports;
    private final Replies replies;
    private final OutcomeDesk outcomes;

    /**
     * @param region
     *            where this worker is; null when that is not known
     */
    public JobRunner(RouteSettings settings, @Nullable String region, HeldJobs held, ReportBundler reports,
            Replies replies,
            OutcomeDesk outcomes) {
        this.settings = settings;
        this.region = region;
        this.held = held;
        this.reports = reports;
        this.replies = replies;
        this.outcomes = outcomes;
    }

    /**
     * Runs a started job to its outcome; what is not foreseen ends as {@code internal_error}.
     *
     * @param releaseSlot
     *            called when the job needs its slot no more
     */
    public void run(HeldJob started, Runnable releaseSlot) {
        RelayJob job = started.job();
        RouteRun route = new RouteRun(settings, job, started.stop(), replies.pieces(job));
        Outcome outcome = new Outcome.Failed(Failure.of(ErrorCode.INTERNAL_ERROR,
                "the worker failed at this job; its log says why"));
        try {
            if (isExpired(job)) {
                outcome = new Outcome.Expired();
            } else if (!job.allowedOrAll().region(region)) {
                // after the verdict on its delivery, so that an earlier attempt is accounted for
                outcome = new Outcome.Throttled(settings.clock().instant().plus(REGION_HEARD), "region_not_allowed");
            } else if (announce(started)) {
                outcome = route.run();
            } else {
                held.settle(started);
                return;
            }
        } catch (RuntimeException e) {
            log.error("job {} of {}, epoch {}: unforeseen; it ends as internal_error", job.id(), job.tenant(),
                    job.epoch(), e);
        } finally {
            releaseSlot.run();
        }
        outcomes.close(started, route.attempts().all(), outcome);
    }

    private boolean isExpired(RelayJob job) {
        Instant deadline = job.deadline();
        return deadline != null && settings.clock().instant().isAfter(deadline);
    }

    /**
     * Tells the record that a call is about to begin. Where nobody waits, the broker must have confirmed it first, so
     * that after a kill every call that had begun is known; interactive jobs do not wait for that, and the record
     * assumes the worst for them.
     *
     * @return false when the job is not ours any more: its delivery went back while the link was down
     */
    private boolean announce(HeldJob started) {
        RelayJob job = started.job();
        if (job.lane() == Lane.INTERACTIVE) {
            reports.startUnawaited(report(job));
            return true;
        }
        while (true) {
            try {
                reports.start(report(job)).join();
                return true;
            } catch (CompletionException e) {
                if (started.abandon()) {
                    log.info("job {} of {}, epoch {}: the link was lost before its call; the broker delivers it again",
                            job.id(), job.tenant(), job.epoch());
                    return false;
                }
                if (started.stop().reason() != null) {
                    // the route ends it before any call
                    return true;
                }
                settings.pauses().pause(BETWEEN_ANNOUNCEMENTS, started.stop());
            }
        }
    }

    private StartReport report(RelayJob job) {
        return new StartReport(job.id(), job.tenant(), job.lane(), job.model(), job.epoch(),
                settings.clock().instant());
    }
}
