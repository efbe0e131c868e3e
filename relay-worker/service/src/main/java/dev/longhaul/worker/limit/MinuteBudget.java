package dev.longhaul.worker.limit;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.TokensInheritanceStrategy;
import java.time.Duration;

/**
 * This worker's part of a limit of so many a minute: a token bucket that fills evenly, so that the provider sees an
 * even stream. It fills with a little less than the part in a minute and holds the rest of it, so that no minute has
 * more than the part, not even one that begins with a full bucket. Thread-safe.
 */
final class MinuteBudget {

    /** Of the limit: what is kept back for clocks that differ and for the time that news takes between workers. */
    private static final double KEPT_BACK = 0.01;
    private static final Duration MINUTE = Duration.ofMinutes(1);
    /** Bucket4j counts whole tokens: with these parts of one, small limits can be shared too. */
    private static final long PARTS = 1_000;

    private final Bucket bucket;
    private long perMinute;
    private double part;

    /**
     * @param perMinute
     *            for all workers together
     * @param part
     *            of it that is this worker's, above 0, to 1
     */
    MinuteBudget(long perMinute, double part, TimeMeter time) {
        this.perMinute = perMinute;
        this.part = part;
        this.bucket = Bucket.builder().addLimit(bandwidth(perMinute, part)).withCustomTimePrecision(time).build();
    }

    private static Bandwidth bandwidth(long perMinute, double part) {
        return Bandwidth.builder().capacity(capacity(perMinute, part)).refillGreedy(refill(perMinute, part), MINUTE)
                // one call may go at once; nothing else is saved up from a time when nobody counted
                .initialTokens(PARTS).build();
    }

    private static long refill(long perMinute, double part) {
        return Math.max(1, Math.round(perMinute * part * (1 - KEPT_BACK) * PARTS));
    }

    private static long capacity(long perMinute, double part) {
        return Math.max(PARTS, Math.round(perMinute * part * KEPT_BACK * PARTS));
    }

    synchronized long perMinute() {
        return perMinute;
    }

    /** Follows a new limit or a new division of it. */
    synchronized void adapt(long newPerMinute, double newPart) {
        if (newPerMinute == perMinute && newPart == part) {
            return;
        }
        perMinute = newPerMinute;
        part = newPart;
        bucket.replaceConfiguration(BucketConfiguration.builder().addLimit(bandwidth(newPerMinute, newPart)).build(),
                TokensInheritanceStrategy.AS_IS);
    }

    /** Whether so many may be used now. What is more than the bucket holds may go when the bucket is full. */
    synchronized boolean allows(long amount) {
        return available() >= Math.min(Math.max(1, amount) * PARTS, capacity(perMinute, part));
    }

    /** Until so many have come in, which may be more than the bucket holds. */
    Duration waitFor(long amount) {
        long missing = Math.max(1, amount) * PARTS - available();
        return missing <= 0 ? Duration.ZERO : timeFor(missing);
    }

    private synchronized Duration timeFor(long missing) {
        double perNano = perMinute * part * (1 - KEPT_BACK) * PARTS / MINUTE.toNanos();
        return Duration.ofNanos((long) Math.ceil(missing / perNano));
    }

    private long available() {
        return bucket.getAvailableTokens();
    }

    /** Uses so many, whether they are there or not. */
    void use(long amount) {
        bucket.consumeIgnoringRateLimits(Math.max(1, amount) * PARTS);
    }

    /** Corrects what was used: by more when positive. */
    void correct(long more) {
        if (more > 0) {
            bucket.consumeIgnoringRateLimits(more * PARTS);
        } else if (more < 0) {
            bucket.addTokens(-more * PARTS);
        }
    }

    /** The provider says that so many are left for all workers: this worker's part of them is the most it has. */
    synchronized void atMost(long remaining) {
        long most = Math.round(remaining * part * PARTS);
        long surplus = available() - most;
        if (surplus > 0) {
            bucket.consumeIgnoringRateLimits(surplus);
        }
    }
}
