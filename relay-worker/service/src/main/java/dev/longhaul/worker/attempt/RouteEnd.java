package dev.longhaul.worker.attempt;

import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.message.Failure;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.worker.provider.AttemptResult;
import dev.longhaul.worker.provider.AttemptResult.Faulted;
import dev.longhaul.worker.provider.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a job when every target of its route was tried in vain. The most hopeful end wins: a target that only
 * asked for patience makes the job wait, and only when none did, the job fails. A pure function.
 */
final class RouteEnd {

    /** Until then the dispatchers have heard who is not called now: they send the job elsewhere or let it wait. */
    private static final Duration CLOSED_OFF_HEARD = Duration.ofSeconds(1);

    private RouteEnd() {}

    /**
     * How one target was left.
     *
     * @param last
     *            its last answer
     * @param notBefore
     *            when it may be asked again; null when waiting is no use
     * @param closedOff
     *            whether it is not called now, so that there was no last call: its breaker is open, or it has no key
     */
    record Left(Faulted last, @Nullable Instant notBefore, boolean closedOff) {

        Left(Faulted last, @Nullable Instant notBefore) {
            this(last, notBefore, false);
        }
    }

    /**
     * @param left
     *            the targets in the order they were tried, at least one
     */
    static Outcome of(List<Left> left, Instant now) {
        if (left.stream().allMatch(Left::closedOff)) {
            return new Outcome.Throttled(now.plus(CLOSED_OFF_HEARD), left.getFirst().last().fault().code());
        }
        Optional<Left> patient = left.stream().filter(each -> each.notBefore() != null)
                .min(Comparator.comparing(Left::notBefore));
        if (patient.isPresent() && patient.get().notBefore() != null) {
            return new Outcome.Throttled(patient.get().notBefore(), patient.get().last().fault().code());
        }
        Left best = left.stream().min(Comparator.comparingInt(each -> rank(each.last()))).orElseThrow();
        return new Outcome.Failed(failure(best.last()));
    }

    private static int rank(Faulted last) {
        return switch (last) {
            case AttemptResult.Throttled throttled -> 0;
            case AttemptResult.Transient transient_ -> 0;
            case AttemptResult.Ambiguous ambiguous -> 0;
            case AttemptResult.BadAnswer bad -> 1;
            case AttemptResult.KeyUnusable unusable -> 2;
            case AttemptResult.Refused refused -> 3;
            case AttemptResult.ContentFiltered filtered -> 3;
            case AttemptResult.TooLong tooLong -> 3;
            case AttemptResult.Unsupported unsupported -> 4;
            case AttemptResult.Oversized oversized -> 3;
        };
    }

    /** The job's failure that an answer of the provider amounts to. */
    static Failure failure(Faulted last) {
        ErrorCode code = switch (last) {
            case AttemptResult.Throttled throttled -> ErrorCode.PROVIDER_UNAVAILABLE;
            case AttemptResult.Transient transient_ -> ErrorCode.PROVIDER_UNAVAILABLE;
            case AttemptResult.Ambiguous ambiguous -> ErrorCode.PROVIDER_UNAVAILABLE;
            case AttemptResult.BadAnswer bad -> ErrorCode.PROVIDER_BAD_ANSWER;
            case AttemptResult.Oversized oversized -> ErrorCode.PROVIDER_BAD_ANSWER;
            case AttemptResult.KeyUnusable unusable -> ErrorCode.PROVIDER_KEY_UNUSABLE;
            case AttemptResult.Refused refused -> ErrorCode.PROVIDER_REFUSED;
            case AttemptResult.ContentFiltered filtered -> ErrorCode.CONTENT_FILTERED;
            case AttemptResult.TooLong tooLong -> ErrorCode.CONTEXT_LENGTH_EXCEEDED;
            case AttemptResult.Unsupported unsupported -> ErrorCode.UNSUPPORTED_BY_PROVIDER;
        };
        return failure(code, last.fault());
    }

    static Failure failure(ErrorCode code, Fault fault) {
        return new Failure(code.wire(), fault.message(), fault.param(), fault.httpStatus(), fault.code());
    }
}
