package dev.longhaul.resultstore.deadletter;

import dev.longhaul.store.StoreUnavailableException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * {@code longhaul_dead_letters} by {@code source}: how many an administrator is to decide about, up to
 * {@value #MOST_COUNTED}. Every instance counts the same; not a number until the first count.
 */
public final class LetterGauges implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(LetterGauges.class);
    /** Beyond it nobody needs to know more exactly, and a count walks over an index. */
    static final int MOST_COUNTED = 10_000;

    private final Map<String, IntToLongFunction> sources;
    private final Duration every;
    private final Map<String, AtomicReference<Double>> counted = new LinkedHashMap<>();
    private @Nullable ScheduledExecutorService timer;

    /**
     * @param sources
     *            each counts what it has, without looking at more than so many
     */
    public LetterGauges(Map<String, IntToLongFunction> sources, Duration every, MeterRegistry registry) {
        this.sources = new LinkedHashMap<>(sources);
        this.every = every;
        for (String source : this.sources.keySet()) {
            AtomicReference<Double> count = new AtomicReference<>(Double.NaN);
            counted.put(source, count);
            Gauge.builder("longhaul.dead.letters", count, AtomicReference::get).tag("source", source)
                    .description("dead letters, up to " + MOST_COUNTED).register(registry);
        }
    }

    private void count() {
        sources.forEach((source, letters) -> {
            AtomicReference<Double> count = counted.get(source);
            if (count != null) {
                count.set((double) letters.applyAsLong(MOST_COUNTED));
            }
        });
    }

    @Override
    public synchronized void start() {
        ScheduledExecutorService fresh = Executors
                .newSingleThreadScheduledExecutor(Thread.ofVirtual().name("letter-gauges").factory());
        ScheduledFuture<?> unused = fresh.scheduleWithFixedDelay(() -> {
            try {
                count();
            } catch (StoreUnavailableException e) {
                log.debug("dead letters are counted when MongoDB answers again: {}", e.getMessage());
            } catch (RuntimeException e) {
                // an escaping exception would end the timer for good
                log.error("dead letters could not be counted this time; it goes on with the next turn", e);
            }
        }, 0, every.toMillis(), TimeUnit.MILLISECONDS);
        timer = fresh;
    }

    @Override
    public synchronized void stop() {
        if (timer != null) {
            timer.shutdownNow();
            timer = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return timer != null;
    }
}
