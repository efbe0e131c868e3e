package dev.longhaul.api.chat;

import dev.longhaul.api.wait.Signal;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.message.Reply;

/**
 * Which of a worker's replies count. An answer always does, as it does for the record. A failure does only as long as
 * no later dispatch of the job is known: a job that was given up for lost runs again, and what its first worker still
 * says of its own failure is nothing to its caller.
 */
final class Outcomes {

    private int voidEpoch;

    /** Learns from the record's news which dispatches are over without an end of the job. */
    void learn(Signal.State state) {
        if (!state.state().isTerminal()) {
            int over = state.state() == JobState.QUEUED ? state.epoch() : state.epoch() - 1;
            voidEpoch = Math.max(voidEpoch, over);
        }
    }

    boolean failureCounts(Reply.Ended reply) {
        return !isOver(reply.epoch());
    }

    /** Whether a dispatch is known to have ended without an end of the job. */
    boolean isOver(int epoch) {
        return epoch <= voidEpoch;
    }
}
