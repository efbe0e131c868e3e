package dev.longhaul.worker.provider;

import dev.longhaul.contract.message.Usage;
import java.time.Duration;
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
     */
    record Succeeded(String response, @Nullable Usage usage, Integer httpStatus) implements AttemptResult {}

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

    /** Failed in a way that leaves open whether the provider did the work and billed it. */
    record Ambiguous(Fault fault, Duration pause) implements Retryable {}

    /** Answered with something that is no chat completion, and most likely billed. */
    record BadAnswer(Fault fault) implements Retryable {

        @Override
        public Duration pause() {
            return Duration.ZERO;
        }
    }

    /** Answered with more than we carry; billed, and asking again would only be billed again. */
    record Oversized(Fault fault) implements Faulted {}

    /** The provider will never answer this request. */
    record Refused(Fault fault) implements Faulted {}

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
            case KeyUnusable unusable -> false;
        };
    }
}
