package dev.longhaul.client;

import dev.longhaul.contract.job.JobState;
import tools.jackson.databind.node.ObjectNode;

/** What the event stream of a job tells, in order. */
public sealed interface JobProgress {

    /** The job is in this state now; the first event is the state at the time of asking. */
    record Status(JobState state) implements JobProgress {}

    /** A {@code chat.completion.chunk} of a job that streams. */
    record Chunk(ObjectNode chunk) implements JobProgress {

        /** The piece of text in it; may be empty. */
        public String text() {
            return chunk.path("choices").path(0).path("delta").path("content").asString("");
        }
    }

    /** The job has ended. The last event. */
    record Done(Job job) implements JobProgress {}
}
