package dev.longhaul.resultstore.retention;

import dev.longhaul.store.StoreUnavailableException;
import dev.longhaul.store.job.JobRetention;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Deletes what is past its time, a little at a time, where the server does not do it by its TTL indexes. */
public final class RetentionSweep implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(RetentionSweep.class);
    private static final int AT_A_TIME = 500;

    private final JobRetention jobs;
    private final List<IntUnaryOperator> others;
    private final Duration every;
    private @Nullable ScheduledExecutorService timer;

    /**
     * @param others
     *            each deletes at most so many of something else that is past its time, and says how many it has deleted
     */
    public RetentionSweep(JobRetention jobs, List<IntUnaryOperator> others, Duration every) {
        this.jobs = jobs;
        this.others = List.copyOf(others);
        this.every = every;
    }

    /** Deletes all that is past its time now; returns how many jobs. */
    public int sweep() {
        int deleted = 0;
        int last;
        do {
            last = jobs.sweep(AT_A_TIME);
            deleted += last;
        } while (last == AT_A_TIME);
        for (IntUnaryOperator other : others) {
            while (other.applyAsInt(AT_A_TIME) == AT_A_TIME) {
                log.debug("more is past its time");
            }
        }
        if (deleted > 0) {
            log.info("deleted {} jobs past their retention", deleted);
        }
        return deleted;
    }

    @Override
    public synchronized void start() {
        ScheduledExecutorService fresh = Executors
                .newSingleThreadScheduledExecutor(Thread.ofVirtual().name("retention").factory());
        ScheduledFuture<?> unused = fresh.scheduleWithFixedDelay(() -> {
            try {
                sweep();
            } catch (StoreUnavailableException e) {
                log.info("the retention sweep waits for MongoDB: {}", e.getMessage());
            } catch (RuntimeException e) {
                // an escaping exception would end the timer for good
                log.error("the retention sweep failed this time; it goes on with the next turn", e);
            }
        }, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
        timer = fresh;
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
