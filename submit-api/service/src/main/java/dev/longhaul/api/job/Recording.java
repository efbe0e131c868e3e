package dev.longhaul.api.job;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Waits a moment for the record to know a job that was accepted just now. Thread-safe. */
public final class Recording {

    /** A job that was accepted a moment ago is recorded within this time, or something is wrong. */
    private static final Duration WITHIN = Duration.ofSeconds(2);
    private static final long LOOK_MILLIS = 25;

    private final LongSupplier nanoTime;

    /**
     * @param nanoTime
     *            as {@link System#nanoTime}
     */
    public Recording(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Looks until there is something, or the time is up. */
    <T> Optional<T> await(Supplier<Optional<T>> look) {
        long end = nanoTime.getAsLong() + WITHIN.toNanos();
        Optional<T> found = look.get();
        try {
            // nothing opens this latch: it is a wait that can be interrupted
            CountDownLatch pause = new CountDownLatch(1);
            while (found.isEmpty() && nanoTime.getAsLong() < end && !pause.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                found = look.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return found;
    }
}
