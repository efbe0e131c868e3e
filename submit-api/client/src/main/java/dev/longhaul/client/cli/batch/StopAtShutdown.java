package dev.longhaul.client.cli.batch;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Stops a run when the JVM is told to end, by Ctrl-C or otherwise, and keeps the JVM until the run has said how to go
 * on. The exit code is then the JVM's own: 130 after Ctrl-C.
 */
final class StopAtShutdown {

    private static final long PATIENCE_SECONDS = 10;

    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread hook;

    StopAtShutdown(Runnable stop) {
        hook = new Thread(() -> stopAndWait(stop), "stop-at-shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void stopAndWait(Runnable stop) {
        stop.run();
        try {
            // past this time the JVM ends all the same, as a kill would end it: the journal is made for that
            var unused = finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The run has said all. */
    void release() {
        finished.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the JVM is ending already, and the hook is what ends it
        }
    }
}
