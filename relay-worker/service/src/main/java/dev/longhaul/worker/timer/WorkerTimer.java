package dev.longhaul.worker.timer;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs small tasks later or now and then, on one thread. A task that fails is logged and does not end its series. */
public final class WorkerTimer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(WorkerTimer.class);

    private final ScheduledExecutorService executor = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("worker-timer").factory());

    /** Runs a task once; not at all after {@link #close}. */
    public void after(Duration delay, Runnable task) {
        if (!executor.isShutdown()) {
            ScheduledFuture<?> unused = executor.schedule(() -> attempt(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** Runs a task at a steady rate, first after {@code delay}. */
    public void every(Duration delay, Duration interval, Runnable task) {
        ScheduledFuture<?> unused = executor.scheduleAtFixedRate(() -> attempt(task), delay.toNanos(),
                interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static void attempt(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            log.error("a timed task failed; its next turn comes as planned", e);
        }
    }

    /** Runs nothing any more. */
    @Override
    public void close() {
        executor.shutdownNow();
    }
}
