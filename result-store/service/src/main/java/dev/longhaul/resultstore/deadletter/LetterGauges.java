package dev.longhaul.resultstore.deadletter;

import dev.longhaul.resultstore.timer.Recurring;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntToLongFunction;

/**
 * {@code longhaul_dead_letters} by {@code source}: how many an administrator is to decide about, up to
 * {@value #MOST_COUNTED}. Every instance counts the same; not a number until the first count.
 */
public final class LetterGauges extends Recurring {

    /** Beyond it nobody needs to know more exactly, and a count walks over an index. */
    static final int MOST_COUNTED = 10_000;

    private final Map<String, IntToLongFunction> sources;
    private final Map<String, AtomicReference<Double>> counted = new LinkedHashMap<>();

    /**
     * @param sources
     *            each counts what it has, without looking at more than so many
     */
    public LetterGauges(Map<String, IntToLongFunction> sources, Duration every, MeterRegistry registry) {
        super("the count of dead letters", Duration.ZERO, every);
        this.sources = new LinkedHashMap<>(sources);
        for (String source : this.sources.keySet()) {
            AtomicReference<Double> count = new AtomicReference<>(Double.NaN);
            counted.put(source, count);
            Gauge.builder("longhaul.dead.letters", count, AtomicReference::get).tag("source", source)
                    .description("dead letters, up to " + MOST_COUNTED).register(registry);
        }
    }

    @Override
    protected void turn() {
        sources.forEach((source, letters) -> {
            AtomicReference<Double> count = counted.get(source);
            if (count != null) {
                count.set((double) letters.applyAsLong(MOST_COUNTED));
            }
        });
    }
}
