package dev.longhaul.api.edge;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * This instance's own limit, in its memory. Subjects that rest are forgotten once their bucket is full, and of a flood
 * of subjects the last {@value #MOST} are kept: a new bucket is a full one, so forgetting never refuses anybody.
 */
final class LocalLimit implements RequestLimit {

    /** Some ten megabytes. */
    static final int MOST = 50_000;

    private final RequestRate rate;
    private final TimeMeter time;
    private final Cache<String, Bucket> buckets;

    /**
     * @param nanoTime
     *            as {@link System#nanoTime}
     */
    LocalLimit(RequestRate rate, LongSupplier nanoTime) {
        this.rate = rate;
        this.time = new NanoTime(nanoTime);
        this.buckets = Caffeine.newBuilder().maximumSize(MOST).expireAfterAccess(rate.fillTime())
                .ticker(nanoTime::getAsLong).executor(Runnable::run).build();
    }

    @Override
    public Verdict take(String subject) {
        ConsumptionProbe probe = buckets.get(subject, unused -> fullBucket()).tryConsumeAndReturnRemaining(1);
        return probe.isConsumed()
                ? Verdict.ALLOWED
                : new Verdict.Refused(Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }

    private Bucket fullBucket() {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(rate.burst()).refillGreedy(rate.requestsPerSecond(),
                        Duration.ofSeconds(1)))
                .withCustomTimePrecision(time).build();
    }

    /** Subjects that are remembered. */
    long size() {
        buckets.cleanUp();
        return buckets.estimatedSize();
    }

    private record NanoTime(LongSupplier nanoTime) implements TimeMeter {

        @Override
        public long currentTimeNanos() {
            return nanoTime.getAsLong();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }
}
