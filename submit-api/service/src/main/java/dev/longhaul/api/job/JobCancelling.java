package dev.longhaul.api.job;

import dev.longhaul.api.order.CancelNews;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.message.JobsCancelled;
import dev.longhaul.store.StoreUnavailableException;
import dev.longhaul.store.job.JobCancel;
import dev.longhaul.store.job.JobCancel.Cancellation;
import dev.longhaul.store.job.JobQueries;
import dev.longhaul.store.job.JobRecord;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Cancels jobs and tells everybody whom that concerns. Thread-safe. */
public final class JobCancelling {

    private static final Logger log = LoggerFactory.getLogger(JobCancelling.class);

    private final JobCancel store;
    private final JobQueries jobs;
    private final Recording recording;
    private final CancelNews news;
    private final Clock clock;

    public JobCancelling(JobCancel store, JobQueries jobs, Recording recording, CancelNews news, Clock clock) {
        this.store = store;
        this.jobs = jobs;
        this.recording = recording;
        this.news = news;
        this.clock = clock;
    }

    /** Cancels a job, waiting a moment for the record to know it. */
    Cancellation cancel(JobId id) {
        Cancellation result = recording.await(() -> {
            Cancellation attempt = store.cancel(id);
            return attempt instanceof Cancellation.NotRecorded ? Optional.empty() : Optional.of(attempt);
        }).orElseGet(Cancellation.NotRecorded::new);
        switch (result) {
            case Cancellation.Cancelled cancelled -> tellCancelled(cancelled.job());
            case Cancellation.Requested requested -> tellWorkers(requested.job());
            case Cancellation.Ended ended -> log.debug("job {} had ended before its cancel", id);
            case Cancellation.NotRecorded unknown -> log.info("job {} is not recorded yet; its cancel is refused", id);
        }
        return result;
    }

    /** Cancels a job if it is still queued, waiting a moment for the record to know it. */
    public void cancelUnstarted(JobId id) {
        try {
            Optional<JobRecord> job = recording.await(() -> jobs.find(id));
            if (job.isPresent() && store.cancelIfQueued(id)) {
                tellCancelled(job.get());
            }
        } catch (StoreUnavailableException e) {
            log.info("job {} goes on although its caller has gone: {}", id, e.getMessage());
        }
    }

    private void tellCancelled(JobRecord job) {
        log.info("job {} of tenant {} is cancelled", job.id(), job.submitted().tenant());
        news.cancelled(new JobsCancelled(job.submitted().tenant(), job.submitted().lane(), job.submitted().model(),
                job.progress().epoch(), clock.instant(), List.of(job.id())));
    }

    private void tellWorkers(JobRecord job) {
        log.info("job {} of tenant {} is to be cancelled; its worker is told", job.id(), job.submitted().tenant());
        news.requested(List.of(job.id()));
    }
}
