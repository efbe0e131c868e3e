package dev.longhaul.dispatcher.event;

import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.message.JobEvent;
import dev.longhaul.dispatcher.dispatch.DispatchLoop;
import dev.longhaul.dispatcher.fairness.InFlightJob;
import dev.longhaul.dispatcher.fairness.Scheduler;
import dev.longhaul.dispatcher.fairness.WaitingJob;
import dev.longhaul.log.JobEventTail;
import dev.longhaul.store.job.Shard;
import java.time.Clock;
import java.util.List;

/** Keeps the scheduler in step with what others write: ends make room, requeued jobs wait again. */
public final class SchedulerEvents implements JobEventTail.Reader {

    private final Scheduler scheduler;
    private final DispatchLoop loop;
    private final Clock clock;

    public SchedulerEvents(Scheduler scheduler, DispatchLoop loop, Clock clock) {
        this.scheduler = scheduler;
        this.loop = loop;
        this.clock = clock;
    }

    @Override
    public void onEvent(JobEvent event, int partition) {
        if (event.state() == JobState.RUNNING) {
            InFlightJob job = scheduler.inFlight(event.id());
            if (job != null) {
                job.seen(clock.millis());
            }
            return;
        }
        scheduler.release(event.id());
        JobEvent.Waiting waiting = event.waiting();
        if (event.state() == JobState.QUEUED && waiting != null) {
            scheduler.add(List.of(WaitingJob.of(event.id(), new Shard(event.lane(), partition), event.tenant(),
                    event.model(), waiting.priority(), waiting.estimatedTokens(), waiting.notBefore(),
                    waiting.deadline())));
        }
        loop.wake();
    }
}
