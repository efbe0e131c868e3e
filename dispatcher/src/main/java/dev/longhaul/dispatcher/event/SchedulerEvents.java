package dev.longhaul.dispatcher.event;

import dev.longhaul.contract.message.JobEvent;
import dev.longhaul.contract.plan.Spend;
import dev.longhaul.dispatcher.fairness.InFlightJob;
import dev.longhaul.dispatcher.fairness.Scheduler;
import dev.longhaul.dispatcher.fairness.WaitingJob;
import dev.longhaul.dispatcher.quota.TenantLimits;
import dev.longhaul.dispatcher.sharing.SharedAnswers;
import dev.longhaul.log.JobEventTail;
import dev.longhaul.store.job.Shard;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the scheduler in step with what others write: ends make room, requeued jobs wait again. */
public final class SchedulerEvents implements JobEventTail.Reader {

    private static final Logger log = LoggerFactory.getLogger(SchedulerEvents.class);

    private final Scheduler scheduler;
    private final TenantLimits limits;
    private final SharedAnswers answers;
    private final Runnable wake;
    /** Each shard once, for all the jobs that refer to it. */
    private final Map<Shard, Shard> shards = new ConcurrentHashMap<>();

    /**
     * @param limits
     *            told of what jobs have used
     * @param answers
     *            told of the answers that have come
     * @param wake
     *            called when room was made or a job waits again
     */
    public SchedulerEvents(Scheduler scheduler, TenantLimits limits, SharedAnswers answers, Runnable wake) {
        this.scheduler = scheduler;
        this.limits = limits;
        this.answers = answers;
        this.wake = wake;
    }

    @Override
    public void onEvent(JobEvent event, int partition) {
        InFlightJob job = scheduler.inFlight(event.id());
        if (job == null && event.state().isTerminal()) {
            scheduler.forget(event.id());
        }
        switch (event.state()) {
            case RUNNING -> {
                if (job != null && job.epoch() == event.epoch()) {
                    scheduler.taken(job);
                }
            }
            case QUEUED -> queueAgain(event, job, partition);
            case FAILED -> {
                // a failed job may have been replayed since: then a newer dispatch goes on
                if (job != null && job.epoch() > 0 && job.epoch() <= event.epoch()) {
                    release(job);
                }
            }
            // there is no way back from these, whichever dispatch came there
            case SUCCEEDED -> {
                Spend used = event.spend();
                if (job != null && used != null) {
                    limits.settle(job.job(), event.at(), used);
                }
                if (job != null) {
                    answers.answered(job.job(), event.at(), Objects.requireNonNullElse(event.answerBytes(), 0));
                    release(job);
                }
            }
            case CANCELLED, EXPIRED, REJECTED -> {
                if (job != null) {
                    release(job);
                }
            }
            case DISPATCHED -> log.trace("job {} is dispatched", event.id());
        }
    }

    private void release(InFlightJob job) {
        scheduler.taken(job);
        scheduler.release(job);
        wake.run();
    }

    private void queueAgain(JobEvent event, @Nullable InFlightJob job, int partition) {
        // the reconciler may have been faster, and the job be on its way again
        boolean old = job != null && (job.epoch() == 0 || job.epoch() > event.epoch());
        JobEvent.Waiting waiting = event.waiting();
        if (old || waiting == null) {
            return;
        }
        if (job != null) {
            release(job);
        }
        Shard shard = shards.computeIfAbsent(new Shard(event.lane(), partition), Function.identity());
        scheduler.add(List
                .of(WaitingJob.of(event.id(), shard, event.tenant(), waiting.keyId(), waiting.batch(),
                        waiting.customId(), waiting.cacheKey(), event.model(),
                        waiting.priority(),
                        waiting.estimate(), waiting.notBefore(), waiting.deadline())));
        wake.run();
    }
}
