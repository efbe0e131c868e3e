package dev.longhaul.api.job;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.message.ControlMessage;
import dev.longhaul.contract.message.JobEvent;
import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.link.ConfirmedPublisher;
import dev.longhaul.link.RelayTopology;
import dev.longhaul.log.JobEventPublisher;
import dev.longhaul.store.StoreUnavailableException;
import dev.longhaul.store.job.JobCancel;
import dev.longhaul.store.job.JobCancel.Cancellation;
import dev.longhaul.store.job.JobQueries;
import dev.longhaul.store.job.JobRecord;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Cancels jobs and tells everybody whom that concerns. Thread-safe. */
public final class JobCancelling {

    private static final Logger log = LoggerFactory.getLogger(JobCancelling.class);
    /** A job that was accepted a moment ago is recorded within this time, or something is wrong. */
    private static final Duration RECORDING = Duration.ofSeconds(2);
    private static final long LOOK_MILLIS = 25;

    private final JobCancel store;
    private final JobQueries jobs;
    private final JobEventPublisher events;
    private final ConfirmedPublisher amqp;
    private final Clock clock;
    private final LongSupplier nanoTime;

    /**
     * @param nanoTime
     *            as {@link System#nanoTime}
     */
    public JobCancelling(JobCancel store, JobQueries jobs, JobEventPublisher events, ConfirmedPublisher amqp,
            Clock clock, LongSupplier nanoTime) {
        this.store = store;
        this.jobs = jobs;
        this.events = events;
        this.amqp = amqp;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /** Cancels a job, waiting a moment for the record to know it. */
    Cancellation cancel(JobId id) {
        Cancellation result = onceRecorded(() -> {
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
            Optional<JobRecord> job = onceRecorded(() -> jobs.find(id));
            if (job.isPresent() && store.cancelIfQueued(id)) {
                tellCancelled(job.get());
            }
        } catch (StoreUnavailableException e) {
            log.info("job {} goes on although its caller has gone: {}", id, e.getMessage());
        }
    }

    private void tellCancelled(JobRecord job) {
        log.info("job {} of tenant {} is cancelled", job.id(), job.submitted().tenant());
        events.announce(
                new JobEvent(job.id(), job.submitted().tenant(), job.submitted().lane(), job.submitted().model(),
                        JobState.CANCELLED, job.progress().epoch(), clock.instant(), null, null));
    }

    private void tellWorkers(JobRecord job) {
        log.info("job {} of tenant {} is to be cancelled; its worker is told", job.id(), job.submitted().tenant());
        CompletableFuture<Void> unused = amqp.publishTransient(RelayTopology.CONTROL, RelayTopology.ALL,
                MessageCodec.write(new ControlMessage.Cancel(List.of(job.id())))).whenComplete((sent, failure) -> {
                    if (failure != null) {
                        log.warn("the cancel of job {} did not reach the workers; it acts if the job queues again: {}",
                                job.id(), failure.getMessage());
                    }
                });
    }

    private <T> Optional<T> onceRecorded(Supplier<Optional<T>> look) {
        long end = nanoTime.getAsLong() + RECORDING.toNanos();
        Optional<T> found = look.get();
        try {
            // nothing opens this latch: it is a wait that can be interrupted
            CountDownLatch pause = new CountDownLatch(1);
            while (found.isEmpty() && nanoTime.getAsLong() < end && !pause.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                found = look.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return found;
    }
}
