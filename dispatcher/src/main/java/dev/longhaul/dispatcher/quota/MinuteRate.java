package dev.longhaul.dispatcher.quota;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;

/**
 * A limit of so many a minute, as a token bucket: it fills evenly and holds {@value #BURST_SECONDS} seconds' worth, so
 * that no minute sees more than the limit and a sixth.
 */
final class MinuteRate {

    /** What a tenant that was quiet may use at once. */
    private static final long BURST_SECONDS = 10;

    private final long perMinute;
    private final long capacity;
    private final Bucket bucket;

    MinuteRate(long perMinute, TimeMeter time) {
        this.perMinute = perMinute;
        this.capacity = Math.max(1, perMinute * BURST_SECONDS / 60);
        this.bucket = Bucket.builder()
                .addLimit(limit -> limit.capacity(capacity).refillGreedy(perMinute, Duration.ofMinutes(1)))
                .withCustomTimePrecision(time).build();
    }

    long perMinute() {
        return perMinute;
    }

    /** Whether so many may be used now. What is larger than the bucket may go when the bucket is full. */
    boolean allows(long amount) {
        return bucket.getAvailableTokens() >= Math.min(amount, capacity);
    }

    /** Uses so many, also when they are not there: then others wait the longer. */
    void use(long amount) {
        bucket.consumeIgnoringRateLimits(amount);
    }

    /** Gives back what was not used after all. */
    void giveBack(long amount) {
        bucket.addTokens(amount);
    }
}
