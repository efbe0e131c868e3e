package dev.longhaul.worker.metrics;

import dev.longhaul.contract.catalog.Catalog;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.worker.breaker.Breakers;
import dev.longhaul.worker.lane.LaneLines;
import dev.longhaul.worker.provider.KeyPool;
import dev.longhaul.worker.provider.Provider;
import dev.longhaul.worker.provider.Providers;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The worker's meters, with their names as Prometheus sees them. Thread-safe.
 *
 * <table>
 * <caption>Meters</caption>
 * <tr>
 * <th>{@code longhaul_provider_calls_total{provider,model,status}}</th>
 * <td>calls by how they ended: an HTTP status, or {@code timeout}, {@code connection_lost}, {@code connect_failed} and
 * so on, or {@code aborted}</td>
 * </tr>
 * <tr>
 * <th>{@code longhaul_provider_call_seconds{provider,model}}</th>
 * <td>histogram of the time from the call to its end</td>
 * </tr>
 * <tr>
 * <th>{@code longhaul_provider_retries_total{provider}}</th>
 * <td>calls that repeat an earlier one of the same dispatch</td>
 * </tr>
 * <tr>
 * <th>{@code longhaul_breaker_open{provider}}</th>
 * <td>1 while its circuit breaker lets no call pass, else 0</td>
 * </tr>
 * <tr>
 * <th>{@code longhaul_provider_keys{provider,state}}</th>
 * <td>keys that are {@code ready}, {@code paused} or {@code unusable}: alarm when the last is not 0</td>
 * </tr>
 * <tr>
 * <th>{@code longhaul_worker_slots{state}}</th>
 * <td>slots {@code busy} and {@code free}</td>
 * </tr>
 * <tr>
 * <th>{@code longhaul_worker_waiting{lane}}</th>
 * <td>jobs in this worker's lines</td>
 * </tr>
 * <tr>
 * <th>{@code longhaul_worker_outcomes_total{outcome}}</th>
 * <td>dispatches by how they ended</td>
 * </tr>
 * </table>
 */
public final class WorkerMetrics {

    /** The label of a model that the catalogue does not name, so that made-up names cannot flood the metrics. */
    private static final String OTHER_MODEL = "other";

    private static final Duration[] BUCKETS = {Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(250),
            Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofMillis(2_500), Duration.ofSeconds(5),
            Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ofSeconds(120),
            Duration.ofSeconds(300), Duration.ofSeconds(600)};

    private final MeterRegistry registry;
    private final Set<String> models = new HashSet<>();
    private final ConcurrentMap<CallKey, Counter> calls = new ConcurrentHashMap<>();
    private final ConcurrentMap<CallKey, Timer> durations = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Counter> outcomes = new ConcurrentHashMap<>();

    public WorkerMetrics(MeterRegistry registry, Catalog catalog) {
        this.registry = registry;
        catalog.models().forEach((name, model) -> {
            models.add(name);
            model.route().forEach(target -> models.add(target.model() == null ? name : target.model()));
        });
    }

    /** Shows the lines and slots. */
    public void watch(LaneLines<?> lines, int slots) {
        Gauge.builder("longhaul.worker.slots", lines, LaneLines::running).tag("state", "busy").register(registry);
        Gauge.builder("longhaul.worker.slots", lines, each -> slots - each.running()).tag("state", "free")
                .register(registry);
        for (Lane lane : Lane.values()) {
            Gauge.builder("longhaul.worker.waiting", lines, each -> each.waiting(lane)).tag("lane", lane.wire())
                    .register(registry);
        }
    }

    /** Shows how the keys are. */
    public void watch(Providers providers) {
        for (Provider provider : providers.all()) {
            for (KeyPool.State state : KeyPool.State.values()) {
                Gauge.builder("longhaul.provider.keys", provider.keys(), keys -> keys.count(state))
                        .tag("provider", provider.name()).tag("state", state.word()).register(registry);
            }
        }
    }

    /** Shows how many models of each provider are not called now. */
    public void watch(Breakers breakers) {
        for (String provider : breakers.providers()) {
            Gauge.builder("longhaul.breaker.open", breakers, each -> each.unavailable(provider))
                    .tag("provider", provider).register(registry);
        }
    }

    /**
     * @param status
     *            an HTTP status or a short word
     */
    public void called(String provider, String model, String status, Duration duration) {
        String label = models.contains(model) ? model : OTHER_MODEL;
        calls.computeIfAbsent(new CallKey(provider, label, status),
                key -> registry.counter("longhaul.provider.calls", "provider", provider, "model", label, "status",
                        status))
                .increment();
        durations.computeIfAbsent(new CallKey(provider, label, ""),
                key -> Timer.builder("longhaul.provider.call").tag("provider", provider).tag("model", label)
                        .serviceLevelObjectives(BUCKETS).register(registry))
                .record(duration);
    }

    public void retried(String provider) {
        registry.counter("longhaul.provider.retries", "provider", provider).increment();
    }

    public void ended(String outcome) {
        outcomes.computeIfAbsent(outcome,
                key -> registry.counter("longhaul.worker.outcomes", "outcome", outcome)).increment();
    }

    private record CallKey(String provider, String model, String status) {}
}
