package dev.longhaul.worker.attempt;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Keeps this worker's retries to a fifth of its calls, and so the retries of all workers together to a fifth of theirs:
 * when much fails, asking again and again would be most of the traffic. A job that may not be repeated now waits in the
 * queue. Thread-safe.
 */
public final class RetryBudget {

    /** Each first call allows so much of a retry. */
    private static final double PART = 0.2;
    /** Whatever the traffic, so many retries may come together. */
    private static final double RESERVE = 20;
    /** And so many a second, so that the last jobs of a broken provider come to an end too. */
    private static final double A_SECOND = 1;
    /** Saved up at most: what a thousand calls allow. */
    private static final double MOST = 200;

    private final Clock clock;
    private double allowed = RESERVE;
    private Instant filledAt;

    public RetryBudget(Clock clock) {
        this.clock = clock;
        this.filledAt = clock.instant();
    }

    /** A first call is made. */
    synchronized void call() {
        allowed = Math.min(MOST, allowed + PART);
    }

    /** Whether a retry may be made; it counts then. */
    synchronized boolean retry() {
        Instant now = clock.instant();
        double fresh = Math.max(0, Duration.between(filledAt, now).toMillis() / 1_000.0 * A_SECOND);
        filledAt = now;
        allowed = Math.max(allowed, Math.min(RESERVE, allowed + fresh));
        if (allowed < 1) {
            return false;
        }
        allowed--;
        return true;
    }
}
