package dev.longhaul.api.wait;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.springframework.context.SmartLifecycle;

/**
 * Tells waiting calls that this instance stops, before the web server waits for them: those that can be repeated at
 * once, chat calls after the time that they are given to finish.
 */
public final class StopNotice implements SmartLifecycle {

    private final JobWatches watches;
    private final Duration grace;
    private volatile boolean running;

    /**
     * @param grace
     *            how long chat calls may still wait; shorter than the web server's own time for a graceful stop
     */
    public StopNotice(JobWatches watches, Duration grace) {
        this.watches = watches;
        this.grace = grace;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        watches.stopRepeatable();
        Thread.ofVirtual().name("stop-notice").start(this::stopTheRest);
    }

    private void stopTheRest() {
        try {
            // nothing opens this latch: it is a wait that can be interrupted
            if (!new CountDownLatch(1).await(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                watches.stopAll();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Stops before the web server begins its graceful stop. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }
}
