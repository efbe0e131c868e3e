package dev.longhaul.dispatcher.fairness;

/**
 * A job that is handed out: chosen, dispatched or running. Its identity tells one handing-out from the next.
 */
public final class InFlightJob {

    private final WaitingJob job;
    private final String pool;
    private final long handedOutAt;
    private volatile int epoch;
    private volatile long seenAt;

    InFlightJob(WaitingJob job, String pool, int epoch, long now) {
        this.job = job;
        this.pool = pool;
        this.epoch = epoch;
        this.handedOutAt = now;
        this.seenAt = now;
    }

    public WaitingJob job() {
        return job;
    }

    public String pool() {
        return pool;
    }

    /** 0 until the record has given it one. */
    public int epoch() {
        return epoch;
    }

    public void dispatched(int newEpoch) {
        epoch = newEpoch;
    }

    /** In milliseconds since 1970. */
    long handedOutAt() {
        return handedOutAt;
    }

    /** When it was last known to be in somebody's hands, in milliseconds since 1970. */
    long seenAt() {
        return seenAt;
    }

    public void seen(long now) {
        seenAt = now;
    }

    @Override
    public String toString() {
        return job.id() + " epoch " + epoch;
    }
}
