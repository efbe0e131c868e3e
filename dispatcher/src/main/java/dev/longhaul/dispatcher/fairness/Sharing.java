package dev.longhaul.dispatcher.fairness;

import dev.longhaul.contract.job.JobId;
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

    /** Whether a job was taken over and has no answer yet. */
    boolean holds(JobId id);

    /** Lets a job go that was taken over; false when it was not, or has gone. */
    boolean leave(JobId id);

    /** A job is with the workers now: others may wait for its answer. */
    void handedOut(WaitingJob job);

    /**
     * A job is with the workers no more.
     *
     * @return those that waited for an answer from it in vain: they are to wait for their turn again
     */
    List<WaitingJob> released(WaitingJob job);
}
