package dev.longhaul.worker.breaker;

import dev.longhaul.worker.provider.AttemptResult;
import dev.longhaul.worker.provider.Provider;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** This worker's circuit breakers, one for each provider. Thread-safe. */
public final class Breakers {

    /** Calls that are looked at: the latest, so that what was long ago says nothing. */
    private static final int WINDOW = 40;
    /** Before it, a breaker does not judge: one job's calls and their retries are four. */
    static final int MINIMUM_CALLS = 20;
    /** In percent. A provider that answers every other call is still worth its retries; a worse one is not. */
    private static final float FAILURE_RATE = 50;

    private final Map<String, Breaker> byProvider = new TreeMap<>();
    private final Duration open;
    private volatile Runnable changed = () -> {
    };

    /**
     * @param providers
     *            names of those that this worker can call
     * @param open
     *            how long a provider is left alone before the next probe
     */
    public Breakers(Collection<String> providers, Duration open) {
        this.open = open;
        CircuitBreakerConfig config = CircuitBreakerConfig.custom()
                .slidingWindow(WINDOW, MINIMUM_CALLS, SlidingWindowType.COUNT_BASED).failureRateThreshold(FAILURE_RATE)
                .waitDurationInOpenState(open).automaticTransitionFromOpenToHalfOpenEnabled(true)
                .permittedNumberOfCallsInHalfOpenState(1)
                .recordResult(result -> result instanceof AttemptResult attempt && Breaker.isFailure(attempt)).build();
        providers.forEach(name -> byProvider.put(name, new Breaker(name, config, () -> changed.run())));
    }

    /** The breaker that a call of this provider has to pass. */
    public Breaker of(Provider provider) {
        return Objects.requireNonNull(byProvider.get(provider.name()));
    }

    /** How long one is open. */
    public Duration open() {
        return open;
    }

    /** In alphabetical order. */
    public List<String> providers() {
        return List.copyOf(byProvider.keySet());
    }

    public boolean isAvailable(String provider) {
        Breaker breaker = byProvider.get(provider);
        return breaker != null && breaker.isAvailable();
    }

    /** The providers that would not be called now, in alphabetical order. */
    public List<String> unavailable() {
        return byProvider.keySet().stream().filter(name -> !isAvailable(name)).toList();
    }

    /**
     * @param listener
     *            told whenever {@link #unavailable} may answer differently; quick
     */
    public void onChange(Runnable listener) {
        changed = listener;
    }
}
