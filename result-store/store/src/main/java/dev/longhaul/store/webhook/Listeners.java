package dev.longhaul.store.webhook;

import java.time.Duration;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The tenants that have webhook endpoints, as the record had them about a second ago. Read again by whoever asks, so
 * that it costs nothing where nobody does. Thread-safe.
 */
public final class Listeners implements Predicate<String> {

    private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

    private final Supplier<Set<String>> read;
    private final LongSupplier nanos;
    private volatile Read last;

    /**
     * @param nanos
     *            a clock that never goes back, such as {@code System::nanoTime}
     */
    public Listeners(WebhookEndpoints endpoints, LongSupplier nanos) {
        this(endpoints::tenants, nanos);
    }

    Listeners(Supplier<Set<String>> read, LongSupplier nanos) {
        this.read = read;
        this.nanos = nanos;
        this.last = new Read(Set.of(), nanos.getAsLong() - FRESH_NANOS);
    }

    @Override
    public boolean test(String tenant) {
        Read known = last;
        long now = nanos.getAsLong();
        if (now - known.at >= FRESH_NANOS) {
            known = new Read(read.get(), now);
            last = known;
        }
        return known.tenants.contains(tenant);
    }

    private record Read(Set<String> tenants, long at) {}
}
