package dev.longhaul.worker.breaker;

import dev.longhaul.worker.provider.AttemptResult;
import dev.longhaul.worker.provider.Provider;
import dev.longhaul.worker.provider.ProviderKey;
import dev.longhaul.worker.provider.Providers;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;

/**
 * This worker's circuit breakers, one for each model behind each key of a provider. What one worker of a pool has found
 * out, the others go by: they open when it opens, and close when its probe succeeds. Thread-safe.
 */
public final class Breakers {

    /** Calls that are looked at: the latest, so that what was long ago says nothing. */
    private static final int WINDOW = 40;
    /** Before it, a breaker does not judge: one job's calls and their retries are four. */
    static final int MINIMUM_CALLS = 20;
    /** In percent. A provider that answers every other call is still worth its retries; a worse one is not. */
    private static final float FAILURE_RATE = 50;
    /** Names of models behind wildcards are made up by clients. */
    private static final int MOST_CIRCUITS = 10_000;

    private final Providers providers;
    private final Duration open;
    private final CircuitBreakerConfig config;
    private final ConcurrentMap<Circuit, Breaker> breakers = new ConcurrentHashMap<>();
    private volatile Runnable changed = () -> {
    };
    private volatile Listener listener = (circuit, opens) -> {
    };

    /**
     * @param providers
     *            those that this worker can call
     * @param open
     *            how long a circuit is left alone before the next probe
     */
    public Breakers(Providers providers, Duration open) {
        this.providers = providers;
        this.open = open;
        this.config = CircuitBreakerConfig.custom()
                .slidingWindow(WINDOW, MINIMUM_CALLS, SlidingWindowType.COUNT_BASED).failureRateThreshold(FAILURE_RATE)
                .waitDurationInOpenState(open).automaticTransitionFromOpenToHalfOpenEnabled(true)
                .permittedNumberOfCallsInHalfOpenState(1)
                .recordResult(result -> result instanceof AttemptResult attempt && Breaker.isFailure(attempt)).build();
    }

    /** Hears what calls of this worker have done to a circuit. */
    @FunctionalInterface
    public interface Listener {

        /** Quick. */
        void turned(Circuit circuit, boolean opens);
    }

    /** The breaker that a call has to pass. */
    public Breaker of(Provider provider, ProviderKey key, String model) {
        return of(new Circuit(provider.name(), key.fingerprint(), model));
    }

    private Breaker of(Circuit circuit) {
        Breaker known = breakers.get(circuit);
        if (known != null) {
            return known;
        }
        if (breakers.size() >= MOST_CIRCUITS) {
            breakers.clear();
        }
        return breakers.computeIfAbsent(circuit, fresh -> new Breaker(fresh.toString(), config,
                () -> changed.run(), opens -> listener.turned(fresh, opens)));
    }

    /** How long one is open. */
    public Duration open() {
        return open;
    }

    /** Names of those that this worker can call, in alphabetical order. */
    public List<String> providers() {
        return providers.names();
    }

    public boolean isAvailable(Provider provider, ProviderKey key, String model) {
        Breaker breaker = breakers.get(new Circuit(provider.name(), key.fingerprint(), model));
        return breaker == null || breaker.isAvailable();
    }

    /** How many models of a provider would not be called now. */
    public long unavailable(String provider) {
        return unavailable().stream().filter(target -> target.startsWith(provider + "/")).count();
    }

    /** The models that would not be called now with any key, as {@code provider/model}, in alphabetical order. */
    public List<String> unavailable() {
        Map<String, Integer> closedOff = new HashMap<>();
        breakers.forEach((circuit, breaker) -> {
            if (!breaker.isAvailable() && keys(circuit.provider()).contains(circuit.fingerprint())) {
                closedOff.merge(circuit.provider() + "/" + circuit.model(), 1, Integer::sum);
            }
        });
        closedOff.entrySet().removeIf(
                each -> each.getValue() < keys(each.getKey().substring(0, each.getKey().indexOf('/'))).size());
        return List.copyOf(new TreeSet<>(closedOff.keySet()));
    }

    /** Fingerprints of the keys that the provider has now. */
    private Set<String> keys(String provider) {
        return providers.find(provider).map(known -> known.keys().keys().stream().map(ProviderKey::fingerprint)
                .collect(Collectors.toSet())).orElse(Set.of());
    }

    /**
     * @param to
     *            told whenever {@link #unavailable} may answer differently; quick
     */
    public void onChange(Runnable to) {
        changed = to;
    }

    public void listen(Listener to) {
        listener = to;
    }

    /** Does as another worker has found out. */
    public void hear(Circuit circuit, boolean opens) {
        if (opens) {
            of(circuit).openWithOthers(open);
        } else {
            Breaker known = breakers.get(circuit);
            if (known != null) {
                known.closeWithOthers();
            }
        }
    }
}
