package dev.longhaul.api.batch;

import dev.longhaul.store.StoreUnavailableException;
import dev.longhaul.store.batch.Batch;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Works on the batches that no other instance works on: also on those whose instance has died. Each has a thread that
 * mostly waits; only some work at a time, so that many large files do not fill the memory.
 */
public final class BatchRunner implements SmartLifecycle {

    public static final Duration LEASE = Duration.ofSeconds(20);

    private static final Logger log = LoggerFactory.getLogger(BatchRunner.class);
    private static final long TAKE_MILLIS = 500;
    private static final Duration STORE_RETRY = Duration.ofSeconds(1);
    private static final long STOP_MILLIS = 10_000;
    private static final int WORKING = 2;

    private final String instance;
    private final BatchParts parts;
    private final Duration lease;
    private final AtomicLong count = new AtomicLong();
    private final Semaphore working = new Semaphore(WORKING, true);
    /** By their names as runners. */
    private final Map<String, Held> held = new ConcurrentHashMap<>();
    private volatile CountDownLatch stopping = new CountDownLatch(1);
    private @Nullable Thread taking;

    /**
     * @param instance
     *            a name that no other running instance has
     * @param lease
     *            after which a batch of a dead instance goes on
     */
    public BatchRunner(String instance, BatchParts parts, Duration lease) {
        this.instance = instance;
        this.parts = parts;
        this.lease = lease;
    }

    private void takeAll(CountDownLatch stop) {
        boolean away = false;
        try {
            do {
                try {
                    while (take(stop)) {
                        log.debug("perhaps there are more batches");
                    }
                    away = false;
                } catch (StoreUnavailableException e) {
                    if (!away) {
                        log.info("batches wait until MongoDB answers again: {}", e.getMessage());
                    }
                    away = true;
                } catch (RuntimeException e) {
                    log.error("no batch was taken; the next try comes at once", e);
                }
            } while (!stop.await(TAKE_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean take(CountDownLatch stop) {
        if (stop.getCount() == 0) {
            return false;
        }
        // a name of its own for each: whoever has lost a batch has lost it, also to the same instance
        String runner = instance + "/" + count.incrementAndGet();
        Optional<Batch> taken = parts.batches().take(runner, lease);
        taken.ifPresent(batch -> {
            log.info("batch {} of tenant {} is {}; it goes on at line {}", batch.id(), batch.order().tenant(),
                    batch.status().wire(), batch.progress().submitted());
            Thread thread = Thread.ofVirtual().name("batch-" + batch.id()).unstarted(() -> work(batch, runner, stop));
            held.put(runner, new Held(batch, thread));
            thread.start();
        });
        return taken.isPresent();
    }

    private void work(Batch batch, String runner, CountDownLatch stop) {
        BatchRun run = new BatchRun(parts, batch, runner, lease, this::giveWay);
        try {
            Optional<Duration> pause = Optional.of(Duration.ZERO);
            while (pause.isPresent() && !stop.await(pause.get().toMillis(), TimeUnit.MILLISECONDS)) {
                pause = step(run, batch);
            }
            if (pause.isEmpty()) {
                held.remove(runner);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // taken again when the lease is over, by the record as it is then
            log.error("batch {} breaks off; it goes on in {}", batch.id(), lease, e);
            held.remove(runner);
        }
    }

    private Optional<Duration> step(BatchRun run, Batch batch) throws InterruptedException {
        working.acquire();
        try {
            return run.step();
        } catch (StoreUnavailableException e) {
            log.info("batch {} waits for MongoDB: {}", batch.id(), e.getMessage());
            return Optional.of(STORE_RETRY);
        } finally {
            working.release();
        }
    }

    /** The others are first in the queue. */
    private void giveWay() {
        working.release();
        working.acquireUninterruptibly();
    }

    /** Cuts all work off wherever it is, as the death of this instance would. */
    synchronized void breakOff() {
        Thread last = taking;
        if (last == null) {
            return;
        }
        stopping.countDown();
        taking = null;
        try {
            last.join(STOP_MILLIS);
            held.values().forEach(each -> each.thread.interrupt());
            for (Held each : held.values()) {
                each.thread.join(STOP_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized void start() {
        CountDownLatch stop = new CountDownLatch(1);
        stopping = stop;
        held.clear();
        taking = Thread.ofPlatform().name("batches").daemon().start(() -> takeAll(stop));
    }

    @Override
    public synchronized void stop() {
        breakOff();
        held.forEach((runner, each) -> {
            try {
                parts.batches().release(each.batch.id(), runner);
            } catch (StoreUnavailableException e) {
                log.info("batch {} goes on in {}", each.batch.id(), lease);
            }
        });
        held.clear();
    }

    @Override
    public synchronized boolean isRunning() {
        return taking != null;
    }

    /** A batch in hand. */
    private record Held(Batch batch, Thread thread) {}
}
