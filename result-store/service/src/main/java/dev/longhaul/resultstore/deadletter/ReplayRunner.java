package dev.longhaul.resultstore.deadletter;

import dev.longhaul.contract.process.Essential;
import dev.longhaul.log.JobEventPublisher;
import dev.longhaul.store.StoreUnavailableException;
import dev.longhaul.store.job.JobReplays;
import dev.longhaul.store.replay.Replay;
import dev.longhaul.store.replay.ReplayStore;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Works on the replays that no other instance works on: also on those whose instance has died. */
public final class ReplayRunner implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(ReplayRunner.class);
    private static final long TICK_MILLIS = 50;
    private static final long TAKE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long STOP_MILLIS = 10_000;

    private final String instance;
    private final ReplayStore store;
    private final JobReplays jobs;
    private final JobEventPublisher events;
    private final Clock clock;
    private final Map<String, ReplayRun> runs = new LinkedHashMap<>();
    private volatile CountDownLatch stopping = new CountDownLatch(1);
    private @Nullable Thread thread;
    private long takenAt;
    private boolean storeIsAway;

    /**
     * @param instance
     *            a name that no other running instance has
     */
    public ReplayRunner(String instance, ReplayStore store, JobReplays jobs, JobEventPublisher events, Clock clock) {
        this.instance = instance;
        this.store = store;
        this.jobs = jobs;
        this.events = events;
        this.clock = clock;
    }

    private void work(CountDownLatch stop) {
        takenAt = System.nanoTime() - TAKE_NANOS;
        try {
            while (!stop.await(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
                tick();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        runs.clear();
    }

    private void tick() {
        try {
            if (System.nanoTime() - takenAt >= TAKE_NANOS) {
                takenAt = System.nanoTime();
                takeNew();
            }
            runs.values().removeIf(run -> !run.step(System.nanoTime()));
            storeIsAway = false;
        } catch (StoreUnavailableException e) {
            if (!storeIsAway) {
                log.info("replays wait until MongoDB answers again: {}", e.getMessage());
            }
            storeIsAway = true;
        } catch (RuntimeException e) {
            // what is left over is taken again when the lease is over, by the record as it is then
            log.error("replays of this instance break off; they go on in {}", ReplayRun.LEASE, e);
            runs.clear();
        }
    }

    private void takeNew() {
        for (Optional<Replay> taken = take(); taken.isPresent(); taken = take()) {
            Replay replay = taken.get();
            ReplayRun run = new ReplayRun(replay, instance, store, jobs, events, clock, System.nanoTime());
            run.catchUp();
            runs.put(replay.id(), run);
        }
    }

    private Optional<Replay> take() {
        return store.take(instance, ReplayRun.LEASE);
    }

    @Override
    public synchronized void start() {
        CountDownLatch stop = new CountDownLatch(1);
        stopping = stop;
        thread = Essential.platformThread("replays").daemon().start(() -> work(stop));
    }

    @Override
    public synchronized void stop() {
        Thread last = thread;
        if (last == null) {
            return;
        }
        stopping.countDown();
        try {
            last.join(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread = null;
    }

    @Override
    public synchronized boolean isRunning() {
        return thread != null;
    }
}
