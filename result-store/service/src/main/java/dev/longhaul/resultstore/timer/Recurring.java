package dev.longhaul.resultstore.timer;

import dev.longhaul.contract.process.Essential;
import dev.longhaul.store.StoreUnavailableException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Something that is done again and again while the service runs, on a thread of its own, whatever goes wrong once. */
public abstract class Recurring implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Recurring.class);

    private final String name;
    private final Duration first;
    private final Duration every;
    private @Nullable ScheduledExecutorService timer;

    /**
     * @param name
     *            of the thread, and in the log
     * @param first
     *            before the first time
     * @param every
     *            from the end of one time to the beginning of the next
     */
    protected Recurring(String name, Duration first, Duration every) {
        this.name = name;
        this.first = first;
        this.every = every;
    }

    /** Does it once; what it throws is logged. */
    protected abstract void turn();

    @Override
    public final synchronized void start() {
        ScheduledExecutorService fresh = Executors
                .newSingleThreadScheduledExecutor(Thread.ofVirtual().name(name).factory());
        ScheduledFuture<?> unused = fresh.scheduleWithFixedDelay(Essential.task(name, () -> {
            try {
                turn();
            } catch (StoreUnavailableException e) {
                log.info("{} waits for MongoDB: {}", name, e.getMessage());
            } catch (RuntimeException e) {
                // an escaping exception would end the timer for good
                log.error("{} failed this time; it goes on with the next turn", name, e);
            }
        }), first.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
        timer = fresh;
    }

    @Override
    public final synchronized void stop() {
        if (timer != null) {
            timer.shutdownNow();
            timer = null;
        }
    }

    @Override
    public final synchronized boolean isRunning() {
        return timer != null;
    }
}
