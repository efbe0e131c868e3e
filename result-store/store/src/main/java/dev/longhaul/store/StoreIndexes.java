package dev.longhaul.store;

import dev.longhaul.store.idempotency.IdempotencyStore;
import dev.longhaul.store.job.JobStore;
import dev.longhaul.store.order.OrderStore;
import dev.longhaul.store.plan.PlanStore;
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

    private final JobStore jobs;
    private final IdempotencyStore idempotency;
    private final PlanStore plans;
    private final OrderStore orders;
    private volatile CountDownLatch stopping = new CountDownLatch(1);
    private volatile boolean running;

    StoreIndexes(JobStore jobs, IdempotencyStore idempotency, PlanStore plans, OrderStore orders) {
        this.jobs = jobs;
        this.idempotency = idempotency;
        this.plans = plans;
        this.orders = orders;
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
        jobs.createIndexes();
        idempotency.createIndexes();
        plans.createIndexes();
        orders.createIndexes();
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
