package dev.longhaul.api.wait;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.message.Reply;

/** What a waiting call is woken by. */
public sealed interface Signal {

    /**
     * The record says that the job is in this state now, or was a moment ago.
     *
     * @param epoch
     *            its dispatches so far
     */
    record State(JobId id, JobState state, int epoch) implements Signal {}

    /** Pieces of a streamed answer. */
    record Pieces(Reply.Chunks chunks) implements Signal {}

    /** The end of a dispatch, straight from its worker. */
    record Ended(Reply.Ended reply) implements Signal {}

    /** This instance stops: wait no longer. */
    record Stopping() implements Signal {}
}
