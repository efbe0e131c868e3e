package dev.longhaul.api.http;

/**
 * Virtual threads are not preempted, and there are as many carriers as cores: a request that computes for long must
 * give way, or the chat calls of this instance stand behind it.
 */
public final class LongWork {

    private LongWork() {}

    /** Lets other requests go on; to be called every tenth of a millisecond or so. Costs about a microsecond. */
    @SuppressWarnings("ThreadPriorityCheck") // only fairness depends on it, nothing that must be right
    public static void giveWay() {
        Thread.yield();
    }
}
