package dev.longhaul.contract.message;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What became of one dispatch of a job, as its worker saw it. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({@JsonSubTypes.Type(Outcome.Succeeded.class), @JsonSubTypes.Type(Outcome.SucceededInParts.class),
        @JsonSubTypes.Type(Outcome.Throttled.class), @JsonSubTypes.Type(Outcome.HandedBack.class),
        @JsonSubTypes.Type(Outcome.Failed.class),
        @JsonSubTypes.Type(Outcome.Cancelled.class), @JsonSubTypes.Type(Outcome.Expired.class)})
public sealed interface Outcome {

    /** The provider answered. */
    sealed interface Answered extends Outcome {

        /** Tokens, or null when the provider did not say. */
        @Nullable
        Usage usage();
    }

    /**
     * The provider answered, and this is the answer.
     *
     * @param response
     *            the OpenAI chat completion as JSON text
     * @param usage
     *            tokens, or null when the provider did not say
     */
    @JsonTypeName("succeeded")
    record Succeeded(String response, @Nullable Usage usage) implements Answered {

        public Succeeded {
            Objects.requireNonNull(response, "response");
        }
    }

    /**
     * The provider answered at length: the answer is not in this message. To the record it goes in parts of its own;
     * who waits for it finds it there.
     *
     * @param answer
     *            what its parts add up to
     * @param usage
     *            tokens, or null when the provider did not say
     */
    @JsonTypeName("succeeded_in_parts")
    record SucceededInParts(AnswerParts answer, @Nullable Usage usage) implements Answered {

        public SucceededInParts {
            Objects.requireNonNull(answer, "answer");
        }
    }

    /**
     * The provider asks for a wait too long to sit out inside a delivery; the job queues again.
     *
     * @param until
     *            not to be dispatched before
     */
    @JsonTypeName("throttled")
    record Throttled(Instant until, String reason) implements Outcome {

        public Throttled {
            Objects.requireNonNull(until, "until");
            Objects.requireNonNull(reason, "reason");
        }
    }

    /** The worker gives the job back without having called anybody for it; no attempt is spent. */
    @JsonTypeName("handed_back")
    record HandedBack(String reason) implements Outcome {

        public HandedBack {
            Objects.requireNonNull(reason, "reason");
        }
    }

    /** The job ends without an answer: refused for good, retries used up, or unknown and not to be repeated. */
    @JsonTypeName("failed")
    record Failed(Failure failure) implements Outcome {

        public Failed {
            Objects.requireNonNull(failure, "failure");
        }
    }

    /** Stopped on its owner's order, before or during the call. */
    @JsonTypeName("cancelled")
    record Cancelled() implements Outcome {}

    /** The deadline passed before the call could start. */
    @JsonTypeName("expired")
    record Expired() implements Outcome {}
}
