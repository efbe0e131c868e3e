package dev.longhaul.resultstore.outcome;

import dev.longhaul.store.StoreUnavailableException;
import dev.longhaul.store.usage.UsageLedger;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Brings duplicate spend and possibly billed attempts into the ledger from time to time: some are recorded by
 * dispatchers, which do not count.
 */
public final class Recounting implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Recounting.class);
    private static final int AT_A_TIME = 500;

    private final UsageLedger ledger;
    private final Duration every;
    private @Nullable ScheduledExecutorService timer;

    /**
     * @param ledger
     *            of its own: this has a thread of its own
     */
    public Recounting(UsageLedger ledger, Duration every) {
        this.ledger = ledger;
        this.every = every;
    }

    /** Counts all that is to be counted now. */
    void recount() {
        while (ledger.recount(AT_A_TIME) == AT_A_TIME) {
            log.debug("more jobs have attempts to be counted");
        }
    }

    @Override
    public synchronized void start() {
        ScheduledExecutorService fresh = Executors
                .newSingleThreadScheduledExecutor(Thread.ofVirtual().name("recounting").factory());
        ScheduledFuture<?> unused = fresh.scheduleWithFixedDelay(() -> {
            try {
                recount();
            } catch (StoreUnavailableException e) {
                log.info("duplicate and possibly billed attempts are counted when MongoDB answers again: {}",
                        e.getMessage());
            } catch (RuntimeException e) {
                // an escaping exception would end the timer for good
                log.error("attempts could not be counted this time; it goes on with the next turn", e);
            }
        }, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
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
