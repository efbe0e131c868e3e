package dev.longhaul.worker.breaker;

import dev.longhaul.worker.provider.AttemptResult;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets calls pass as long as enough of them succeed. Once too many have failed it is open for a while, then half-open:
 * one call is the probe that closes it or opens it again. Thread-safe.
 */
public final class Breaker {

    private static final Logger log = LoggerFactory.getLogger(Breaker.class);

    /**
     * Of the time that another worker's breaker is open, how much longer this one stays open: the other one probes
     * first, and tells.
     */
    private static final double AFTER_THE_OTHER = 0.1;
    /** Openings of other workers in a row that are followed: one whose own link is bad must not hold up the others. */
    private static final int MOST_FOLLOWED = 3;

    private final CircuitBreaker circuit;
    private final Runnable changed;
    private volatile boolean probing;
    /** Openings of other workers since a call of our own. */
    private final AtomicInteger followed = new AtomicInteger();

    /**
     * @param changed
     *            told whenever {@link #isAvailable} may answer differently; quick
     * @param turned
     *            told when calls of this worker have opened or closed it; quick
     */
    Breaker(String name, CircuitBreakerConfig config, Runnable changed, Consumer<Boolean> turned) {
        this.circuit = CircuitBreaker.of(name, config);
        this.changed = changed;
        circuit.getEventPublisher().onStateTransition(event -> {
            State to = event.getStateTransition().getToState();
            log.info("the breaker of {} goes from {} to {}", name, event.getStateTransition().getFromState(), to);
            if (to != State.HALF_OPEN && followed.get() == 0) {
                turned.accept(to == State.OPEN);
            }
            changed.run();
        });
    }

    /**
     * Another worker's has opened.
     *
     * @param open
     *            how long that one is open
     */
    void openWithOthers(Duration open) {
        if (followed.getAndIncrement() < MOST_FOLLOWED && !probing) {
            double spread = 1 + AFTER_THE_OTHER * (1 + ThreadLocalRandom.current().nextDouble());
            circuit.transitionToOpenStateFor(Duration.ofMillis((long) (open.toMillis() * spread)));
        }
    }

    /** Another worker's probe has succeeded. */
    void closeWithOthers() {
        if (circuit.getState() != State.CLOSED) {
            followed.incrementAndGet();
            circuit.transitionToClosedState();
        }
        followed.set(0);
    }

    /** Makes a call and learns from its end; null when it does not let it pass. */
    public @Nullable AttemptResult call(Supplier<AttemptResult> call) {
        if (!circuit.tryAcquirePermission()) {
            return null;
        }
        followed.set(0);
        boolean probe = circuit.getState() == State.HALF_OPEN;
        if (probe) {
            probing = true;
            changed.run();
        }
        AttemptResult result = null;
        try {
            result = call.get();
            return result;
        } finally {
            learn(result, probe);
            if (probe) {
                probing = false;
                changed.run();
            }
        }
    }

    private void learn(@Nullable AttemptResult result, boolean probe) {
        if (!probe && circuit.getState() == State.HALF_OPEN) {
            // begun before it opened: how the provider is now, the probe tells
            return;
        }
        if (result == null || result instanceof AttemptResult.Aborted) {
            circuit.releasePermission();
        } else {
            circuit.onResult(0, TimeUnit.NANOSECONDS, result);
        }
    }

    /** Whether it would let a call pass now: closed, or half-open and not yet probed. */
    boolean isAvailable() {
        return switch (circuit.getState()) {
            case CLOSED, DISABLED, METRICS_ONLY -> true;
            case HALF_OPEN -> !probing;
            case OPEN, FORCED_OPEN -> false;
        };
    }

    /** Whether an answer, or none, speaks against the provider: not what it says of our request, key or rate. */
    static boolean isFailure(AttemptResult result) {
        return switch (result) {
            case AttemptResult.Transient transient_ -> true;
            case AttemptResult.Ambiguous ambiguous -> true;
            case AttemptResult.BadAnswer bad -> true;
            case AttemptResult.Succeeded succeeded -> false;
            case AttemptResult.Throttled throttled -> false;
            case AttemptResult.Oversized oversized -> false;
            case AttemptResult.Refused refused -> false;
            case AttemptResult.ContentFiltered filtered -> false;
            case AttemptResult.TooLong tooLong -> false;
            case AttemptResult.Unsupported unsupported -> false;
            case AttemptResult.KeyUnusable unusable -> false;
            case AttemptResult.Aborted aborted -> false;
        };
    }
}
