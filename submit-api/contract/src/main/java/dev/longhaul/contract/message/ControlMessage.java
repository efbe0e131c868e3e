package dev.longhaul.contract.message;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.key.ProviderKeySet;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a worker is told, through its own queue: addressed to it alone or to all. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "v")
@JsonSubTypes({@JsonSubTypes.Type(ControlMessage.Cancel.class), @JsonSubTypes.Type(ControlMessage.Inquiry.class),
        @JsonSubTypes.Type(ControlMessage.Verdicts.class), @JsonSubTypes.Type(ControlMessage.KeyRest.class),
        @JsonSubTypes.Type(ControlMessage.KeyWishes.class), @JsonSubTypes.Type(ControlMessage.CircuitTurn.class),
        @JsonSubTypes.Type(ControlMessage.Drain.class), @JsonSubTypes.Type(ControlMessage.ProviderKeys.class)})
public sealed interface ControlMessage {

    /** Stop these jobs: drop what has not started, abort what has. */
    @JsonTypeName("relay.cancel.v1")
    record Cancel(List<JobId> jobs) implements ControlMessage {

        private static final int JOBS_IN_A_MESSAGE = 1_000;

        public Cancel {
            jobs = List.copyOf(jobs);
        }

        /** As many messages as it takes to cancel so many jobs. */
        public static List<Cancel> of(List<JobId> jobs) {
            List<Cancel> messages = new ArrayList<>();
            for (int from = 0; from < jobs.size(); from += JOBS_IN_A_MESSAGE) {
                messages.add(new Cancel(jobs.subList(from, Math.min(jobs.size(), from + JOBS_IN_A_MESSAGE))));
            }
            return messages;
        }
    }

    /**
     * "Who holds any of these?" Answered by every worker with {@link ResultMessage.HeldAnswer}.
     *
     * @param question
     *            repeated in the answer
     * @param replyTo
     *            the instance that asks
     */
    @JsonTypeName("relay.inquiry.v1")
    record Inquiry(String question, String replyTo, List<JobId> jobs) implements ControlMessage {

        public Inquiry {
            Objects.requireNonNull(question, "question");
            Objects.requireNonNull(replyTo, "replyTo");
            jobs = List.copyOf(jobs);
        }
    }

    /** "Take no more work": what has not started is given back, what runs is finished. From an administrator. */
    @JsonTypeName("relay.drain.v1")
    record Drain() implements ControlMessage {}

    /** The answer to {@link ResultMessage.VerdictRequest}, one verdict for each delivery asked about. */
    @JsonTypeName("relay.verdicts.v1")
    record Verdicts(String question, List<JobVerdict> verdicts) implements ControlMessage {

        public Verdicts {
            Objects.requireNonNull(question, "question");
            verdicts = List.copyOf(verdicts);
        }
    }

    /**
     * "This key of a provider must rest." From the worker that was told so by the provider, to all workers.
     *
     * @param worker
     *            who says it
     * @param fingerprint
     *            of the key: workers that hold the same key know it by that
     * @param model
     *            rests for calls of this model; null for all
     * @param millis
     *            to go
     * @param unusable
     *            whether the provider does not accept the key
     * @param code
     *            the provider's
     */
    @JsonTypeName("relay.key_rest.v1")
    record KeyRest(String worker, String provider, String fingerprint, @Nullable String model, long millis,
            boolean unusable, String code) implements ControlMessage {

        public KeyRest {
            Objects.requireNonNull(worker, "worker");
            Objects.requireNonNull(provider, "provider");
            Objects.requireNonNull(fingerprint, "fingerprint");
            Objects.requireNonNull(code, "code");
        }
    }

    /** "So much I want of the limits of these keys." From a worker to all workers, while it uses such keys. */
    @JsonTypeName("relay.key_wishes.v1")
    record KeyWishes(String worker, List<KeyWish> wishes) implements ControlMessage {

        public KeyWishes {
            Objects.requireNonNull(worker, "worker");
            wishes = List.copyOf(wishes);
        }
    }

    /**
     * "My breaker for these calls has opened", or closed: from the worker that has found it out to all workers, so that
     * those of its pool do the same.
     *
     * @param fingerprint
     *            of the key
     */
    @JsonTypeName("relay.circuit_turn.v1")
    record CircuitTurn(String worker, String pool, String provider, String fingerprint, String model,
            boolean opens) implements ControlMessage {

        public CircuitTurn {
            Objects.requireNonNull(worker, "worker");
            Objects.requireNonNull(pool, "pool");
            Objects.requireNonNull(provider, "provider");
            Objects.requireNonNull(fingerprint, "fingerprint");
            Objects.requireNonNull(model, "model");
        }
    }

    /**
     * @param part
     *            of what the key may do for the model in a minute; above 1 when calls wait
     */
    record KeyWish(String provider, String fingerprint, String model, double part) {

        public KeyWish {
            Objects.requireNonNull(provider, "provider");
            Objects.requireNonNull(fingerprint, "fingerprint");
            Objects.requireNonNull(model, "model");
        }
    }

    /**
     * "These are the keys of these providers now."
     *
     * @param answer
     *            whether it answers a {@link ResultMessage.KeyQuestion}, and then perhaps with nothing new; else a key
     *            was added or revoked just now
     */
    @JsonTypeName("relay.provider_keys.v1")
    record ProviderKeys(List<ProviderKeySet> sets, boolean answer) implements ControlMessage {

        public ProviderKeys {
            sets = List.copyOf(sets);
        }
    }

    /** One verdict. */
    record JobVerdict(JobId id, int epoch, Verdict verdict) {

        public JobVerdict {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(verdict, "verdict");
        }
    }

    /** What to do with a suspicious delivery. */
    enum Verdict {
        /** The job is open and this is its current dispatch: call the provider. */
        @JsonProperty("run")
        RUN,
        /** The job has ended, or a newer dispatch of it exists: acknowledge and forget. */
        @JsonProperty("drop")
        DROP
    }
}
