package dev.longhaul.store.plan;

import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * How long tenants' jobs stay after their end, as the record had it about a second ago. Read again by whoever asks, so
 * that it costs nothing where nobody does. Thread-safe.
 */
public final class Retentions {

    private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

    private final Duration usual;
    private final Supplier<Map<String, Duration>> read;
    private final LongSupplier nanos;
    private volatile Read last;

    /**
     * @param usual
     *            of tenants whose plan does not say
     * @param nanos
     *            a clock that never goes back, such as {@code System::nanoTime}
     */
    public Retentions(PlanStore plans, Duration usual, LongSupplier nanos) {
        this(plans::retentions, usual, nanos);
    }

    private Retentions(Supplier<Map<String, Duration>> read, Duration usual, LongSupplier nanos) {
        this.usual = usual;
        this.read = read;
        this.nanos = nanos;
        this.last = new Read(Map.of(), nanos.getAsLong() - FRESH_NANOS);
    }

    /** The same of every tenant. */
    public static Retentions same(Duration usual) {
        return new Retentions(Map::of, usual, () -> 0);
    }

    /** Of tenants whose plan does not say. */
    public Duration usual() {
        return usual;
    }

    /** Of those tenants whose plan says it. */
    public Map<String, Duration> own() {
        Read known = last;
        long now = nanos.getAsLong();
        if (now - known.at >= FRESH_NANOS) {
            known = new Read(read.get(), now);
            last = known;
        }
        return known.own;
    }

    public Duration of(String tenant) {
        return own().getOrDefault(tenant, usual);
    }

    private record Read(Map<String, Duration> own, long at) {}
}
