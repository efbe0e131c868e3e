package dev.longhaul.client.cli.batch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The jobs between submitter and collectors, never more than the window is wide. Thread-safe. */
final class InFlight {

    private static final long GATHERING_MILLIS = 100;

    private final Semaphore window;
    private final int gathered;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition waiting = lock.newCondition();
    private final Deque<InFlightJob> jobs = new ArrayDeque<>();

    InFlight(int max) {
        this.window = new Semaphore(max);
        this.gathered = Math.max(1, Math.min(max / 4, 500));
    }

    /** Takes all places that are free; may be none. */
    int places() {
        return window.drainPermits();
    }

    /**
     * Waits for places. A little longer than for the first, because a submit of many lines costs hardly more than one
     * of a few.
     */
    int awaitPlaces() throws InterruptedException {
        int first;
        if (window.tryAcquire(gathered, GATHERING_MILLIS, TimeUnit.MILLISECONDS)) {
            first = gathered;
        } else {
            window.acquire();
            first = 1;
        }
        return first + window.drainPermits();
    }

    /** Gives places back. */
    void free(int places) {
        window.release(places);
    }

    /** Adds jobs that have a place. */
    void add(Collection<InFlightJob> added) {
        lock.lock();
        try {
            jobs.addAll(added);
            waiting.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for jobs to ask for and takes at most so many, the oldest first. */
    List<InFlightJob> take(int max) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (jobs.isEmpty()) {
                waiting.await();
            }
            List<InFlightJob> taken = new ArrayList<>(Math.min(max, jobs.size()));
            while (taken.size() < max && !jobs.isEmpty()) {
                taken.add(jobs.remove());
            }
            if (!jobs.isEmpty()) {
                waiting.signal();
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Puts back what has not ended, before what came since. */
    void putBack(List<InFlightJob> pending) {
        lock.lock();
        try {
            for (int i = pending.size() - 1; i >= 0; i--) {
                jobs.addFirst(pending.get(i));
            }
            if (!pending.isEmpty()) {
                waiting.signal();
            }
        } finally {
            lock.unlock();
        }
    }
}
