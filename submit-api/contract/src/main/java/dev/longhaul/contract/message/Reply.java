package dev.longhaul.contract.message;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.longhaul.contract.job.JobId;
import java.util.List;
import java.util.Objects;

/** What a worker sends straight to the submit-api instance that waits; the record gets the same outcome on its own. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "v")
@JsonSubTypes({@JsonSubTypes.Type(Reply.Chunks.class), @JsonSubTypes.Type(Reply.Ended.class)})
public sealed interface Reply {

    JobId id();

    /**
     * Pieces of a streamed answer, in order.
     *
     * @param epoch
     *            pieces of an older epoch than one already seen are to be dropped
     * @param first
     *            the position of the first piece within the epoch, from 0
     * @param chunks
     *            OpenAI {@code chat.completion.chunk} objects as JSON text
     */
    @JsonTypeName("relay.chunks.v1")
    record Chunks(JobId id, int epoch, int first, List<String> chunks) implements Reply {

        public Chunks {
            Objects.requireNonNull(id, "id");
            chunks = List.copyOf(chunks);
        }
    }

    /** The end of one dispatch. A wait or a hand-back is not sent: the job goes on. */
    @JsonTypeName("relay.ended.v1")
    record Ended(JobId id, int epoch, Outcome outcome) implements Reply {

        public Ended {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(outcome, "outcome");
        }
    }
}
