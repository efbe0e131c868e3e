package dev.longhaul.contract.message;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.WaitReason;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is sent straight to the submit-api instance that waits for it. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "v")
@JsonSubTypes({@JsonSubTypes.Type(Reply.Chunks.class), @JsonSubTypes.Type(Reply.Ended.class),
        @JsonSubTypes.Type(Reply.Place.class)})
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

    /**
     * The end of one dispatch, from its worker; the record gets the same outcome on its own. A wait or a hand-back is
     * not sent: the job goes on.
     */
    @JsonTypeName("relay.ended.v1")
    record Ended(JobId id, int epoch, Outcome outcome) implements Reply {

        public Ended {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(outcome, "outcome");
        }
    }

    /**
     * Where a queued job stands, from its dispatcher: the answer to {@link PlaceInquiry}.
     *
     * @param ahead
     *            jobs of its tenant in its lane and pool that go before it; null when they were not counted
     * @param laneWaiting
     *            jobs of all tenants of this dispatcher that wait in its lane and pool; without those that may not go
     *            before a time
     * @param estimatedStart
     *            null when it cannot be foretold
     * @param starts
     *            what the estimate goes by; null when it does not go by a rate
     */
    @JsonTypeName("job.place.v1")
    record Place(JobId id, String question, WaitReason reason, @Nullable Integer ahead, int laneWaiting,
            @Nullable Instant estimatedStart, @Nullable Starts starts) implements Reply {

        public Place {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(question, "question");
            Objects.requireNonNull(reason, "reason");
        }
    }

    /**
     * How fast jobs of a tenant have been handed out lately, of one lane and pool.
     *
     * @param perSecond
     *            0 when there was none
     * @param windowSeconds
     *            the time that was looked at, 1 to 60
     */
    record Starts(double perSecond, int windowSeconds) {}
}
