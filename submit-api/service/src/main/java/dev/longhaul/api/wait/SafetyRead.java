package dev.longhaul.api.wait;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.store.StoreUnavailableException;
import dev.longhaul.store.job.JobQueries;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Looks at the record from time to time for all calls that wait, in as few queries as that takes: so a lost event or
 * reply costs a few seconds and no job its waiter.
 */
public final class SafetyRead implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(SafetyRead.class);
    private static final int AT_A_TIME = 5_000;

    private final JobWatches watches;
    private final JobQueries jobs;
    private final Duration interval;
    private volatile CountDownLatch stopping = new CountDownLatch(0);

    public SafetyRead(JobWatches watches, JobQueries jobs, Duration interval) {
        this.watches = watches;
        this.jobs = jobs;
        this.interval = interval;
    }

    @Override
    public void start() {
        stopping = new CountDownLatch(1);
        Thread.ofVirtual().name("safety-read").start(this::run);
    }

    private void run() {
        try {
            while (!stopping.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        List<JobId> ids = watches.ids();
        try {
            for (int from = 0; from < ids.size(); from += AT_A_TIME) {
                jobs.standings(ids.subList(from, Math.min(ids.size(), from + AT_A_TIME)))
                        .forEach(each -> watches.onState(each.id(), each.state(), each.epoch()));
            }
        } catch (StoreUnavailableException e) {
            log.debug("waiting calls rely on events alone until MongoDB answers again");
        } catch (RuntimeException e) {
            log.error("the record could not be read for waiting calls; they are looked after again in {}", interval, e);
        }
    }

    @Override
    public void stop() {
        stopping.countDown();
    }

    @Override
    public boolean isRunning() {
        return stopping.getCount() > 0;
    }

    @Override
    public int getPhase() {
        return 0;
    }
}
