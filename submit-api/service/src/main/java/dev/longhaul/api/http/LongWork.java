package dev.longhaul.api.http;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Virtual threads are not preempted, and there are as many carriers as cores: a request that computes for long must
 * give way, or the chat calls of this instance stand behind it.
 */
public final class LongWork {

    /** One carrier, or half of them, is left to all else. */
    private static final Semaphore TURNS = new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
            true);

    /** A turn that rests lasts at most so many times longer than its work. */
    private static final int REST = 32;
    /** However long it took: a large request, or a machine that stood still, must not keep the turn from others. */
    private static final long LONGEST_REST_NANOS = Duration.ofMillis(250).toNanos();
    /** Sleeps this short are what a chat call's way is made of. */
    private static final long NAP_NANOS = Duration.ofMillis(1).toNanos();
    private static final long LATE_NANOS = NAP_NANOS / 3;
    /** The kernel wakes sleepers early even on full cores, so one nap that is on time says nothing. */
    private static final int NAPS_ON_TIME = 32;
    private static final AtomicInteger IN_A_HURRY = new AtomicInteger();

    private LongWork() {}

    /**
     * Computes in turn with others: no more do so at a time than leaves half of the carriers free. While somebody
     * {@linkplain #hurry hurries}, a turn goes on, and does nothing, until the cores have room again: what it hands on
     * is work for the log, the dispatcher and the record too, and together they would have every core. It rests 32
     * times as long as it computed, and 250 ms, at most. For what takes more than a millisecond and waits for nothing.
     */
    public static <T> T inTurn(Supplier<T> work) {
        TURNS.acquireUninterruptibly();
        try {
            long begin = System.nanoTime();
            T result = work.get();
            if (IN_A_HURRY.get() > 0) {
                rest(Math.min(REST * (System.nanoTime() - begin), LONGEST_REST_NANOS));
            }
            return result;
        } finally {
            TURNS.release();
        }
    }

    /**
     * Sleeps until enough short sleeps in a row ended when they should: then a thread finds a core when it wants one.
     */
    private static void rest(long mostNanos) {
        long now = System.nanoTime();
        long end = now + mostNanos;
        int onTime = 0;
        while (onTime < NAPS_ON_TIME && now - end < 0) {
            long due = now + NAP_NANOS;
            LockSupport.parkNanos(NAP_NANOS);
            now = System.nanoTime();
            onTime = now - due < LATE_NANOS ? onTime + 1 : 0;
        }
    }

    /** Says that a person waits for a call's answer, until it is closed. */
    public static Hurry hurry() {
        IN_A_HURRY.incrementAndGet();
        return IN_A_HURRY::decrementAndGet;
    }

    /** A call that is in a hurry. */
    @FunctionalInterface
    public interface Hurry {

        /** The answer is there. */
        void close();
    }

    /** Lets other requests go on; to be called every tenth of a millisecond or so. Costs about a microsecond. */
    @SuppressWarnings("ThreadPriorityCheck") // only fairness depends on it, nothing that must be right
    public static void giveWay() {
        Thread.yield();
    }
}
