package dev.longhaul.worker.provider;

import dev.longhaul.contract.message.Usage;
import dev.longhaul.contract.message.Warning;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How one call of a provider ended. */
public sealed interface AttemptResult {

    /** The provider's HTTP status, or null when none came. */
    @Nullable
    Integer httpStatus();

    /**
     * The provider answered.
     *
     * @param response
     *            the chat completion as JSON text
     * @param usage
     *            tokens, or null when the provider did not say
     * @param warnings
     *            what of the request the provider did not get, or not as it was asked for
     */
    record Succeeded(String response, @Nullable Usage usage, Integer httpStatus,
            List<Warning> warnings) implements AttemptResult {

        public Succeeded(String response, @Nullable Usage usage, Integer httpStatus) {
            this(response, usage, httpStatus, List.of());
        }
    }

    /** Not answered; what to do about it depends on the kind. */
    sealed interface Faulted extends AttemptResult {

        Fault fault();

        @Override
        default @Nullable Integer httpStatus() {
            return fault().httpStatus();
        }
    }

    /** Not answered, but perhaps when asked again. */
    sealed interface Retryable extends Faulted {

        /** The provider's own wish: not to be asked again before; zero when it named none. */
        Duration pause();
    }

    /** Too fast for the provider; not billed. */
    record Throttled(Fault fault, Duration pause) implements Retryable {}

    /** Failed before the provider did anything that it could bill. */
    record Transient(Fault fault, Duration pause) implements Retryable {}

    /**
     * Failed in a way that leaves open whether the provider did the work and billed it.
     *
     * @param partial
     *            what had come of an answer; null when nothing had
     */
    record Ambiguous(Fault fault, Duration pause, @Nullable Partial partial) implements Retryable {

        public Ambiguous(Fault fault, Duration pause) {
            this(fault, pause, null);
        }
    }

    /**
     * The beginning of an answer.
     *
     * @param usage
     *            tokens, as far as the provider had said
     */
    record Partial(String text, @Nullable Usage usage) {}

    /** Answered with something that is no chat completion, and most likely billed. */
    record BadAnswer(Fault fault) implements Retryable {

        @Override
        public Duration pause() {
            return Duration.ZERO;
        }
    }

    /** Answered with more than we carry; billed, and asking again would only be billed again. */
    record Oversized(Fault fault) implements Faulted {

        public static Oversized of(int httpStatus) {
            return new Oversized(new Fault(httpStatus, "answer_too_large",
                    "the answer is longer than longhaul.worker.max-answer", null));
        }
    }

    /** The provider will never answer this request. */
    record Refused(Fault fault) implements Faulted {}

    /** The provider's filter does not let this request or its answer pass. */
    record ContentFiltered(Fault fault) implements Faulted {}

    /** Prompt and answer are longer than the model can have. */
    record TooLong(Fault fault) implements Faulted {}

    /** Not sent: this provider cannot do what is asked for, others perhaps can. */
    record Unsupported(Fault fault) implements Faulted {}

    /** The provider does not serve this key, whatever is asked: unknown, forbidden, or out of money. */
    record KeyUnusable(Fault fault) implements Faulted {}

    /**
     * Ended by us.
     *
     * @param sent
     *            whether the provider may have got the request, and may bill it
     */
    record Aborted(boolean sent) implements AttemptResult {

        @Override
        public @Nullable Integer httpStatus() {
            return null;
        }
    }

    /** Whether the provider may have done the work without an answer that can be used. */
    default boolean possiblyBilled() {
        return switch (this) {
            case Ambiguous ambiguous -> true;
            case BadAnswer bad -> true;
            case Oversized oversized -> true;
            case Aborted aborted -> aborted.sent();
            case Succeeded succeeded -> false;
            case Throttled throttled -> false;
            case Transient transient_ -> false;
            case Refused refused -> false;
            case ContentFiltered filtered -> false;
            case TooLong tooLong -> false;
            case Unsupported unsupported -> false;
            case KeyUnusable unusable -> false;
        };
    }
}
