package dev.longhaul.store;

import dev.longhaul.store.idempotency.IdempotencyStore;
import dev.longhaul.store.job.JobStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Creates the indexes when a service starts. A service starts without MongoDB too: then a background thread tries until
 * it is there.
 */
final class StoreIndexes implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(StoreIndexes.class);

    private final JobStore jobs;
    private final IdempotencyStore idempotency;
    private volatile boolean running;

    StoreIndexes(JobStore jobs, IdempotencyStore idempotency) {
        this.jobs = jobs;
        this.idempotency = idempotency;
    }

    @Override
    public void start() {
        running = true;
        if (!created()) {
            log.warn("MongoDB is not reachable; its indexes are created as soon as it is");
            Thread.ofVirtual().name("store-indexes").start(() -> {
                // every try waits for the server selection timeout, so this loop does not spin
                while (running && !created()) {
                    log.debug("MongoDB is still not reachable");
                }
            });
        }
    }

    private boolean created() {
        try {
            jobs.createIndexes();
            idempotency.createIndexes();
            return true;
        } catch (StoreUnavailableException e) {
            return false;
        }
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before whatever reads and writes. */
    @Override
    public int getPhase() {
        return Integer.MIN_VALUE;
    }
}
