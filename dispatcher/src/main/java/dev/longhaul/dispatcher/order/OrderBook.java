package dev.longhaul.dispatcher.order;

import dev.longhaul.contract.process.Essential;
import dev.longhaul.dispatcher.fairness.Scheduler;
import dev.longhaul.link.Delivery;
import dev.longhaul.link.RelayConsumer;
import dev.longhaul.store.StoreUnavailableException;
import dev.longhaul.store.job.JobRevisions;
import dev.longhaul.store.job.JobRevisions.RevisedJob;
import dev.longhaul.store.order.OrderStore;
import dev.longhaul.store.order.StandingOrder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Keeps the scheduler in step with what is ordered. A notice only says that there is something to read: the record is
 * what counts, and it is read every second also without one, so that a notice which is lost costs a second.
 */
public final class OrderBook implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(OrderBook.class);
    private static final long LOOK_MILLIS = 1_000;
    private static final Duration STOP_WITHIN = Duration.ofSeconds(5);
    /** Orders are signed with the time of whoever gives them, and clocks differ. */
    private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(30);

    private final OrderStore orders;
    private final JobRevisions revisions;
    private final Scheduler scheduler;
    private final Runnable wake;
    private final Function<Consumer<Delivery>, RelayConsumer> subscribe;
    private final Semaphore notices = new Semaphore(0);
    private Instant latestOrder = Instant.EPOCH.plus(CLOCKS_DIFFER);
    private Instant latestRevision;
    private volatile boolean running;
    private @Nullable RelayConsumer consumer;
    private @Nullable Thread thread;

    /**
     * @param wake
     *            called when jobs may go that could not before
     * @param subscribe
     *            begins to hand the notices to a handler
     */
    public OrderBook(OrderStore orders, JobRevisions revisions, Scheduler scheduler, Clock clock, Runnable wake,
            Function<Consumer<Delivery>, RelayConsumer> subscribe) {
        this.orders = orders;
        this.revisions = revisions;
        this.scheduler = scheduler;
        this.wake = wake;
        this.subscribe = subscribe;
        // what was changed before is read with the shards
        this.latestRevision = clock.instant();
    }

    /** Reads what was ordered. */
    private void look() {
        boolean news = false;
        for (StandingOrder order : orders.changedSince(latestOrder.minus(CLOCKS_DIFFER))) {
            latestOrder = later(latestOrder, order.changedAt());
            if (scheduler.obey(order)) {
                news = true;
                log.info("follows revision {} of the orders about {}: {}", order.revision(), order.jobs(),
                        order.paused() ? "paused" : "not paused");
            }
        }
        // read again for a while, so that one which came between the record and the queue is found there the next time
        List<RevisedJob> revised = revisions.since(latestRevision.minus(CLOCKS_DIFFER));
        for (RevisedJob job : revised) {
            latestRevision = later(latestRevision, job.at());
        }
        scheduler.revise(revised);
        scheduler.awaitOrders(false);
        if (news || !revised.isEmpty()) {
            wake.run();
        }
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private void onNotice(Delivery delivery) {
        // what it says does not matter
        notices.release();
        delivery.ack();
    }

    private void run() {
        boolean reported = false;
        while (running) {
            try {
                notices.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                notices.drainPermits();
                look();
                reported = false;
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                // nothing may end this loop
                if (!reported && e instanceof StoreUnavailableException) {
                    log.info("orders about waiting jobs are read when MongoDB answers again: {}", e.getMessage());
                } else if (!reported) {
                    log.error("orders about waiting jobs could not be followed; trying again every {} ms", LOOK_MILLIS,
                            e);
                }
                reported = true;
            }
        }
    }

    @Override
    public synchronized void start() {
        try {
            look();
        } catch (StoreUnavailableException e) {
            scheduler.awaitOrders(true);
            log.warn("it is not known yet what is paused, and nothing is dispatched until it is: {}", e.getMessage());
        }
        running = true;
        consumer = subscribe.apply(this::onNotice);
        thread = Essential.platformThread("orders").start(this::run);
    }

    @Override
    public synchronized void stop() {
        running = false;
        RelayConsumer lastConsumer = consumer;
        Thread lastThread = thread;
        consumer = null;
        thread = null;
        if (lastConsumer != null) {
            lastConsumer.close();
        }
        if (lastThread != null) {
            try {
                notices.release();
                lastThread.join(STOP_WITHIN);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before the intake. */
    @Override
    public int getPhase() {
        return -100;
    }
}
