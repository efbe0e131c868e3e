package dev.longhaul.api.edge;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The limit that all instances share by Redis; this instance's own while Redis does not answer. Who was just refused is
 * refused here until a token can have come, so that a flood does not go on to Redis.
 */
final class SharedLimit implements RequestLimit {

    private static final int MOST_REFUSED = 10_000;

    private final SharedBuckets shared;
    private final RequestLimit own;
    private final Runnable onFallback;
    private final LongSupplier nanoTime;
    private final Cache<String, Long> refusedUntil = Caffeine.newBuilder().maximumSize(MOST_REFUSED)
            .executor(Runnable::run).build();

    /**
     * @param own
     *            decides while Redis does not answer
     * @param onFallback
     *            told of each decision that was not shared
     * @param nanoTime
     *            as {@link System#nanoTime}
     */
    SharedLimit(SharedBuckets shared, RequestLimit own, Runnable onFallback, LongSupplier nanoTime) {
        this.shared = shared;
        this.own = own;
        this.onFallback = onFallback;
        this.nanoTime = nanoTime;
    }

    @Override
    public Verdict take(String subject) {
        long now = nanoTime.getAsLong();
        Long until = refusedUntil.getIfPresent(subject);
        if (until != null && until - now > 0) {
            return new Verdict.Refused(Duration.ofNanos(until - now));
        }
        Optional<Verdict> verdict = shared.take(subject);
        if (verdict.isEmpty()) {
            onFallback.run();
            return own.take(subject);
        }
        if (verdict.get() instanceof Verdict.Refused(Duration retryAfter)) {
            refusedUntil.put(subject, now + retryAfter.toNanos());
        }
        return verdict.get();
    }
}
