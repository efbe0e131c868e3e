package dev.longhaul.dispatcher.event;

import dev.longhaul.contract.catalog.ModelNames;
import dev.longhaul.contract.job.JobId;
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
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends jobs that will not be dispatched, and says so. Thread-safe. */
public final class JobEndings {

    private static final Logger log = LoggerFactory.getLogger(JobEndings.class);

    private final JobDispatch store;
    private final JobEventPublisher events;
    private final Clock clock;
    private final MeterRegistry meters;
    private final ModelNames models;

    public JobEndings(JobDispatch store, JobEventPublisher events, Clock clock, MeterRegistry meters,
            ModelNames models) {
        this.store = store;
        this.events = events;
        this.clock = clock;
        this.meters = meters;
        this.models = models;
    }

    /** Says that jobs were cancelled in the record. */
    public void cancelled(JobsCancelled many) {
        count(many.lane(), many.model(), JobState.CANCELLED, many.jobs().size());
        events.announce(many);
    }

    /** Ends a job that is still queued; leaves any other alone. */
    public void end(WaitingJob job, JobState state, Failure failure) {
        endAll(List.of(job), state, failure);
    }

    /** Ends those that are still queued, in bulk. */
    public void endAll(List<WaitingJob> jobs, JobState state, Failure failure) {
        Set<JobId> ended = store.endQueued(jobs.stream().map(WaitingJob::id).toList(), state, failure,
                "dispatcher#" + UUID.randomUUID());
        for (WaitingJob job : jobs) {
            if (ended.contains(job.id())) {
                log.debug("job {} of tenant {} is {}: {}", job.id(), job.tenant(), state.wire(), failure.code());
                count(job.lane(), job.model(), state, 1);
                events.announce(new JobEvent(job.id(), job.tenant(), job.lane(), job.model(), state, 0,
                        clock.instant(), failure.code(), null));
            }
        }
        if (!ended.isEmpty()) {
            log.info("{} jobs are {}: {}", ended.size(), state.wire(), failure.code());
        }
    }

    private void count(Lane lane, String model, JobState state, int jobs) {
        meters.counter("longhaul.jobs.ended", "lane", lane.wire(), "model", models.family(model), "end", state.wire())
                .increment(jobs);
    }
}
