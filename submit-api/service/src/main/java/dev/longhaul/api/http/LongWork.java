package dev.longhaul.api.http;

import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Virtual threads are not preempted, and there are as many carriers as cores: a request that computes for long must
 * give way, or the chat calls of this instance stand behind it.
 */
public final class LongWork {

    /** One carrier, or half of them, is left to all else. */
    private static final Semaphore TURNS = new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
            true);

    private LongWork() {}

    /**
     * Computes in turn with others: no more do so at a time than leaves half of the carriers free. For what takes more
     * than a millisecond and waits for nothing.
     */
    public static <T> T inTurn(Supplier<T> work) {
        TURNS.acquireUninterruptibly();
        try {
            return work.get();
        } finally {
            TURNS.release();
        }
    }

    /** Lets other requests go on; to be called every tenth of a millisecond or so. Costs about a microsecond. */
    @SuppressWarnings("ThreadPriorityCheck") // only fairness depends on it, nothing that must be right
    public static void giveWay() {
        Thread.yield();
    }
}
