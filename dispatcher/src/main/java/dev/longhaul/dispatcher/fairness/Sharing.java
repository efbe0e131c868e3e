package dev.longhaul.dispatcher.fairness;

import java.util.List;

/**
 * Lets jobs have the answers of others. The scheduler asks and tells under its lock, so an implementation must not
 * wait.
 */
public interface Sharing {

    /** Whether a job could have another's answer, now or when that comes. */
    boolean couldTake(WaitingJob job);

    /** As {@link #couldTake}; true takes the job over: it needs no call of its own. */
    boolean take(WaitingJob job);

    /** A job is with the workers now: others may wait for its answer. */
    void handedOut(WaitingJob job);

    /**
     * A job is with the workers no more.
     *
     * @return those that waited for an answer from it in vain: they are to wait for their turn again
     */
    List<WaitingJob> released(WaitingJob job);
}
