package dev.longhaul.api.health;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Looks at most every two seconds and waits only a moment for what it sees: looking for a server that is away takes
 * seconds, and whoever probes us does not wait that long. Until the look ends, what was seen before is the answer.
 * Thread-safe.
 */
final class RecentHealth implements HealthIndicator {

    private static final Duration FRESH = Duration.ofSeconds(2);
    private static final Duration MOMENT = Duration.ofMillis(500);

    private final HealthIndicator slow;
    private final Executor executor;
    private final LongSupplier nanoTime;
    private @Nullable Health last;
    private @Nullable CompletableFuture<Health> look;
    private long lookedAt;

    RecentHealth(HealthIndicator slow, Executor executor, LongSupplier nanoTime) {
        this.slow = slow;
        this.executor = executor;
        this.nanoTime = nanoTime;
    }

    @Override
    public Health health() {
        CompletableFuture<Health> current;
        synchronized (this) {
            if (last != null && nanoTime.getAsLong() - lookedAt < FRESH.toNanos()) {
                return last;
            }
            current = look;
            if (current == null || current.isDone()) {
                current = CompletableFuture.supplyAsync(this::lookAgain, executor);
                look = current;
            }
        }
        try {
            return current.get(MOMENT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return lastSeen();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return lastSeen();
        }
    }

    private synchronized Health lastSeen() {
        return last == null ? Health.unknown().withDetail("missing", "no answer yet").build() : last;
    }

    private Health lookAgain() {
        Health seen = slow.health();
        synchronized (this) {
            Health known = seen == null ? Health.unknown().build() : seen;
            last = known;
            lookedAt = nanoTime.getAsLong();
            return known;
        }
    }
}
