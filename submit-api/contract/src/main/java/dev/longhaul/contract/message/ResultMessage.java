package dev.longhaul.contract.message;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.longhaul.contract.job.JobId;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is sent to the queue {@code relay.results}, mostly by workers. What has to arrive after the record knows all
 * earlier reports travels in the same queue, behind them.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "v")
@JsonSubTypes({@JsonSubTypes.Type(ResultMessage.Results.class), @JsonSubTypes.Type(ResultMessage.VerdictRequest.class),
        @JsonSubTypes.Type(ResultMessage.HeldAnswer.class), @JsonSubTypes.Type(ResultMessage.KeyQuestion.class)})
public sealed interface ResultMessage {

    /**
     * Several starts and outcomes of one worker; a start stands for a job whose outcome is not yet here.
     */
    @JsonTypeName("relay.results.v1")
    record Results(String worker, List<StartReport> starts, List<OutcomeReport> outcomes) implements ResultMessage {

        public Results {
            Objects.requireNonNull(worker, "worker");
            starts = starts == null ? List.of() : List.copyOf(starts);
            outcomes = outcomes == null ? List.of() : List.copyOf(outcomes);
        }
    }

    /**
     * "Which of these deliveries may I run?" The answer is {@link ControlMessage.Verdicts}, sent to the worker's own
     * queue.
     *
     * @param worker
     *            who asks
     * @param question
     *            repeated in the answer
     */
    @JsonTypeName("relay.verdict_request.v1")
    record VerdictRequest(String worker, String question, List<Delivery> deliveries) implements ResultMessage {

        public VerdictRequest {
            Objects.requireNonNull(worker, "worker");
            Objects.requireNonNull(question, "question");
            deliveries = List.copyOf(deliveries);
        }
    }

    /**
     * "Tell this instance when the record has all that was reported before." The answer to
     * {@link ControlMessage.Inquiry}: a job that its worker has just let go has ended in the record, too, when the
     * answer arrives.
     *
     * @param replyTo
     *            the instance that asked
     * @param held
     *            handed on to it
     */
    @JsonTypeName("relay.held_answer.v1")
    record HeldAnswer(String replyTo, WorkerReport.Held held) implements ResultMessage {

        public HeldAnswer {
            Objects.requireNonNull(replyTo, "replyTo");
            Objects.requireNonNull(held, "held");
        }
    }

    /**
     * A job in a delivery that is suspicious.
     *
     * @param repeated
     *            whether this very dispatch may have been delivered before: the delivery is marked redelivered, or is
     *            older than the worker's subscription. False when it is suspicious only because it is not the job's
     *            first dispatch: of the earlier ones the record knows already. Absent it is true, the careful side
     */
    record Delivery(JobId id, String tenant, int epoch, boolean repeated) {

        public Delivery {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(tenant, "tenant");
        }

        /** One that may have been delivered before. */
        public Delivery(JobId id, String tenant, int epoch) {
            this(id, tenant, epoch, true);
        }

        @JsonCreator
        static Delivery read(@JsonProperty("id") JobId id, @JsonProperty("tenant") String tenant,
                @JsonProperty("epoch") int epoch, @JsonProperty("repeated") @Nullable Boolean repeated) {
            return new Delivery(id, tenant, epoch, repeated == null || repeated);
        }
    }

    /**
     * "Which keys of the providers were added?" The answer is {@link ControlMessage.ProviderKeys}, sent to the worker's
     * own queue, with the sets that are newer than those that the worker has.
     *
     * @param worker
     *            who asks
     * @param known
     *            the sets that it has; of other providers it has none
     */
    @JsonTypeName("relay.key_question.v1")
    record KeyQuestion(String worker, List<KnownSet> known) implements ResultMessage {

        public KeyQuestion {
            Objects.requireNonNull(worker, "worker");
            known = List.copyOf(known);
        }
    }

    /** The set of a provider's keys that a worker has. */
    record KnownSet(String provider, long revision) {

        public KnownSet {
            Objects.requireNonNull(provider, "provider");
        }
    }
}
