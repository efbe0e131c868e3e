package dev.longhaul.store;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Creates the indexes when a service starts. A service starts without MongoDB too: then a background thread tries until
 * it is there.
 */
final class StoreIndexes implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(StoreIndexes.class);
    private static final long RETRY_MILLIS = 1_000;

    private final List<Runnable> creations;
    private volatile CountDownLatch stopping = new CountDownLatch(1);
    private volatile boolean running;

    /**
     * @param creations
     *            each creates a collection's indexes
     */
    StoreIndexes(List<Runnable> creations) {
        this.creations = creations;
    }

    @Override
    public void start() {
        CountDownLatch stop = new CountDownLatch(1);
        stopping = stop;
        running = true;
        try {
            create();
        } catch (StoreUnavailableException e) {
            log.warn("the indexes are created as soon as MongoDB allows; is spring.mongodb.uri right? {}",
                    e.getMessage());
            Thread.ofVirtual().name("store-indexes").start(() -> createWhenPossible(stop));
        }
    }

    private void createWhenPossible(CountDownLatch stop) {
        try {
            while (!stop.await(RETRY_MILLIS, TimeUnit.MILLISECONDS)) {
                try {
                    create();
                    log.info("MongoDB is there now, with its indexes");
                    return;
                } catch (StoreUnavailableException e) {
                    log.debug("still no indexes: {}", e.getMessage());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void create() {
        creations.forEach(Runnable::run);
    }

    @Override
    public void stop() {
        running = false;
        stopping.countDown();
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
