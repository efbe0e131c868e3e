package dev.longhaul.dispatcher.event;

import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.message.Failure;
import dev.longhaul.contract.message.JobEvent;
import dev.longhaul.contract.message.JobsCancelled;
import dev.longhaul.dispatcher.fairness.WaitingJob;
import dev.longhaul.log.JobEventPublisher;
import dev.longhaul.store.job.JobDispatch;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends jobs that will not be dispatched, and says so. Thread-safe. */
public final class JobEndings {

    private static final Logger log = LoggerFactory.getLogger(JobEndings.class);

    private final JobDispatch store;
    private final JobEventPublisher events;
    private final Clock clock;
    private final MeterRegistry meters;

    public JobEndings(JobDispatch store, JobEventPublisher events, Clock clock, MeterRegistry meters) {
        this.store = store;
        this.events = events;
        this.clock = clock;
        this.meters = meters;
    }

    /** Says that jobs were cancelled in the record. */
    public void cancelled(JobsCancelled many) {
        count(many.lane(), many.model(), JobState.CANCELLED, many.jobs().size());
        events.announce(many);
    }

    /** Ends a job that is still queued; leaves any other alone. */
    public void end(WaitingJob job, JobState state, Failure failure) {
        if (store.endQueued(job.id(), state, failure)) {
            log.info("job {} of tenant {} is {}: {}", job.id(), job.tenant(), state.wire(), failure.code());
            count(job.lane(), job.model(), state, 1);
            events.announce(new JobEvent(job.id(), job.tenant(), job.lane(), job.model(), state, 0, clock.instant(),
                    failure.code(), null));
        }
    }

    private void count(Lane lane, String model, JobState state, int jobs) {
        meters.counter("longhaul.jobs.ended", "lane", lane.wire(), "model", model, "end", state.wire()).increment(jobs);
    }
}
