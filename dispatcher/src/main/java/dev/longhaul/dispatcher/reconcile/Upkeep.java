package dev.longhaul.dispatcher.reconcile;

import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.message.Failure;
import dev.longhaul.dispatcher.event.JobEndings;
import dev.longhaul.dispatcher.fairness.Scheduler;
import dev.longhaul.dispatcher.fairness.WaitingJob;
import dev.longhaul.dispatcher.pool.Workers;
import dev.longhaul.store.StoreUnavailableException;
import dev.longhaul.store.job.JobDispatch;
import dev.longhaul.store.job.OpenJob;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** What has to be looked at from time to time: dead workers, deadlines, lost jobs. */
public final class Upkeep implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Upkeep.class);
    private static final long SECOND_MILLIS = 1_000;

    private final Workers workers;
    private final Runnable whenWorkersChange;
    private final Scheduler scheduler;
    private final JobDispatch record;
    private final JobEndings endings;
    private final Reconciler reconciler;
    private final Duration reconcileEvery;
    private @Nullable ScheduledExecutorService timer;

    public Upkeep(Workers workers, Runnable whenWorkersChange, Scheduler scheduler, JobDispatch record,
            JobEndings endings, Reconciler reconciler, Duration reconcileEvery) {
        this.workers = workers;
        this.whenWorkersChange = whenWorkersChange;
        this.scheduler = scheduler;
        this.record = record;
        this.endings = endings;
        this.reconciler = reconciler;
        this.reconcileEvery = reconcileEvery;
    }

    @Override
    public synchronized void start() {
        ScheduledExecutorService fresh = Executors
                .newSingleThreadScheduledExecutor(Thread.ofVirtual().name("upkeep").factory());
        every(fresh, SECOND_MILLIS, () -> {
            if (workers.forgetDead()) {
                whenWorkersChange.run();
            }
            expire();
        });
        every(fresh, reconcileEvery.toMillis(), reconciler::reconcile);
        timer = fresh;
    }

    private static void every(ScheduledExecutorService timer, long millis, Runnable task) {
        ScheduledFuture<?> unused = timer.scheduleWithFixedDelay(() -> {
            try {
                task.run();
            } catch (StoreUnavailableException e) {
                log.info("upkeep waits for MongoDB: {}", e.getMessage());
            } catch (RuntimeException e) {
                // an escaping exception would end the timer for good
                log.error("upkeep failed this time; it goes on with the next turn", e);
            }
        }, millis, millis, TimeUnit.MILLISECONDS);
    }

    private void expire() {
        List<WaitingJob> due = scheduler.expired();
        if (due.isEmpty()) {
            return;
        }
        try {
            Map<JobId, WaitingJob> byId = due.stream()
                    .collect(Collectors.toMap(WaitingJob::id, Function.identity(), (one, same) -> one));
            for (OpenJob job : record.findOpen(byId.keySet())) {
                WaitingJob waiting = byId.get(job.id());
                if (job.state() == JobState.QUEUED && waiting != null) {
                    endings.end(waiting, JobState.EXPIRED,
                            Failure.of(ErrorCode.JOB_EXPIRED, "The job could not start before its deadline."));
                }
            }
        } catch (StoreUnavailableException e) {
            scheduler.watchDeadlines(due);
            throw e;
        }
    }

    @Override
    public synchronized void stop() {
        if (timer != null) {
            timer.shutdownNow();
            timer = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return timer != null;
    }
}
