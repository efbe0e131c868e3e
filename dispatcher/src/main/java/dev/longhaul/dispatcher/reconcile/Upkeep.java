package dev.longhaul.dispatcher.reconcile;

import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.message.Failure;
import dev.longhaul.contract.process.Essential;
import dev.longhaul.dispatcher.event.JobEndings;
import dev.longhaul.dispatcher.fairness.Scheduler;
import dev.longhaul.dispatcher.fairness.WaitingJob;
import dev.longhaul.dispatcher.pool.Workers;
import dev.longhaul.store.StoreUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** What has to be looked at from time to time: dead workers, deadlines, lost jobs. */
public final class Upkeep implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Upkeep.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(5);
    private static final int EXPIRE_AT_A_TIME = 1_000;

    private final Workers workers;
    private final Consumer<Workers.Change> workersChanged;
    private final Scheduler scheduler;
    private final JobEndings endings;
    private final Reconciler reconciler;
    private final Duration reconcileEvery;
    private final Runnable finishCancels;
    private final Runnable wake;
    private @Nullable ScheduledExecutorService timer;

    /**
     * @param finishCancels
     *            called every second
     * @param wake
     *            called when jobs may wait again or room may have been made
     */
    public Upkeep(Workers workers, Consumer<Workers.Change> workersChanged, Scheduler scheduler,
            JobEndings endings, Reconciler reconciler, Duration reconcileEvery, Runnable finishCancels,
            Runnable wake) {
        this.workers = workers;
        this.workersChanged = workersChanged;
        this.scheduler = scheduler;
        this.endings = endings;
        this.reconciler = reconciler;
        this.reconcileEvery = reconcileEvery;
        this.finishCancels = finishCancels;
        this.wake = wake;
    }

    @Override
    public synchronized void start() {
        // a thread for each, because a record that is away holds up who asks it and nobody else
        ScheduledExecutorService fresh = Executors.newScheduledThreadPool(4,
                Thread.ofVirtual().name("upkeep-", 0).factory());
        every(fresh, LOOK_EVERY, () -> {
            if (workers.forgetDead()) {
                workersChanged.accept(Workers.Change.ROUTES);
            }
        });
        every(fresh, LOOK_EVERY, this::expire);
        every(fresh, LOOK_EVERY, finishCancels);
        every(fresh, reconcileEvery, () -> {
            reconciler.reconcile();
            wake.run();
        });
        timer = fresh;
    }

    private static void every(ScheduledExecutorService timer, Duration time, Runnable task) {
        ScheduledFuture<?> unused = timer.scheduleWithFixedDelay(Essential.task("upkeep", () -> {
            try {
                task.run();
            } catch (StoreUnavailableException e) {
                log.info("upkeep waits for MongoDB: {}", e.getMessage());
            } catch (RuntimeException e) {
                // an escaping exception would end the timer for good
                log.error("upkeep failed this time; it goes on with the next turn", e);
            }
        }), time.toMillis(), time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void expire() {
        List<WaitingJob> due = scheduler.takeExpired(EXPIRE_AT_A_TIME);
        while (!due.isEmpty()) {
            try {
                endings.endAll(due, JobState.EXPIRED,
                        Failure.of(ErrorCode.JOB_EXPIRED, "The job could not start before its deadline."));
            } catch (RuntimeException e) {
                scheduler.putBackExpired(due);
                throw e;
            }
            due = scheduler.takeExpired(EXPIRE_AT_A_TIME);
        }
    }

    @Override
    public synchronized void stop() {
        ScheduledExecutorService last = timer;
        timer = null;
        if (last == null) {
            return;
        }
        last.shutdown();
        try {
            if (!last.awaitTermination(STOP_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
                last.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return timer != null;
    }
}
