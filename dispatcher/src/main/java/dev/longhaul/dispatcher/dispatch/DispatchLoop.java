package dev.longhaul.dispatcher.dispatch;

import dev.longhaul.contract.process.Essential;
import dev.longhaul.store.StoreUnavailableException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Keeps the windows full: dispatches whenever something waits and there is room. */
public final class DispatchLoop implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(DispatchLoop.class);
    /** Longest time that a job whose wait is over stands still. */
    private static final long TICK_MILLIS = 50;
    /**
     * Before the next look, so that a full window is refilled by many jobs a write and not by each one that ends. What
     * is with the workers lasts longer than this, and a job that finds its lane empty goes at once, not by this loop.
     */
    private static final long GATHER_MILLIS = 10;
    private static final long RETRY_MILLIS = 1_000;
    private static final Duration STOP_WITHIN = Duration.ofSeconds(5);

    private final JobDispatcher dispatcher;
    private final int batch;
    private final Semaphore work = new Semaphore(0);
    private volatile CountDownLatch stopping = new CountDownLatch(0);
    private @Nullable Thread thread;

    DispatchLoop(JobDispatcher dispatcher, int batch) {
        this.dispatcher = dispatcher;
        this.batch = batch;
    }

    /** Something may go: a job has come, or a window has room. */
    public void wake() {
        if (work.availablePermits() == 0) {
            work.release();
        }
    }

    @Override
    public synchronized void start() {
        stopping = new CountDownLatch(1);
        thread = Essential.platformThread("dispatch").start(this::run);
    }

    private void run() {
        boolean reported = false;
        try {
            while (stopping.getCount() > 0) {
                try {
                    dispatcher.refuseNext(batch);
                    dispatcher.shareNext(batch);
                    int chosen = dispatcher.dispatchNext(batch);
                    if (chosen > 0 && chosen < batch) {
                        stopping.await(GATHER_MILLIS, TimeUnit.MILLISECONDS);
                    }
                    if (chosen < batch) {
                        work.tryAcquire(TICK_MILLIS, TimeUnit.MILLISECONDS);
                        work.drainPermits();
                    }
                    reported = false;
                } catch (RuntimeException e) {
                    // nothing may end this loop; the jobs wait again
                    if (!reported && e instanceof StoreUnavailableException) {
                        log.warn("dispatching pauses until MongoDB answers again: {}", e.getMessage());
                    } else if (!reported) {
                        log.error("dispatching failed; it goes on in {} ms", RETRY_MILLIS, e);
                    }
                    reported = true;
                    if (stopping.await(RETRY_MILLIS, TimeUnit.MILLISECONDS)) {
                        return;
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized void stop() {
        stopping.countDown();
        wake();
        Thread running = thread;
        thread = null;
        if (running != null) {
            try {
                // a broker that takes nothing, or a record that is away, must not keep the service from stopping
                if (!running.join(STOP_WITHIN) || !dispatcher.awaitConfirms(STOP_WITHIN)) {
                    log.warn("stops with jobs between record and broker; the next owner of their shards finds them");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return thread != null;
    }

    /** Stops after the intake, which still publishes what it has recorded. */
    @Override
    public int getPhase() {
        return 100;
    }
}
