package dev.longhaul.worker.attempt;

import dev.longhaul.contract.message.Attempt;
import dev.longhaul.contract.message.RelayJob;
import dev.longhaul.contract.message.Usage;
import dev.longhaul.worker.provider.AttemptResult;
import dev.longhaul.worker.provider.Provider;
import dev.longhaul.worker.provider.ProviderKey;
import dev.longhaul.worker.stop.StopSignal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The calls of one dispatch, as the record will have them. Not thread-safe. */
final class AttemptLog {

    private final RelayJob job;
    private final String worker;
    private final List<Attempt> attempts = new ArrayList<>(1);

    AttemptLog(RelayJob job, String worker) {
        this.job = job;
        this.worker = worker;
    }

    void add(Provider provider, ProviderKey key, String model, Instant startedAt, Duration duration,
            AttemptResult result,
            StopSignal.@Nullable Reason stopped) {
        AttemptResult.@Nullable Partial partial = result instanceof AttemptResult.Ambiguous ambiguous
                ? ambiguous.partial()
                : null;
        String code = result instanceof AttemptResult.Faulted faulted ? faulted.fault().code() : null;
        attempts.add(new Attempt(job.epoch(), provider.name(), model, key.name(), worker, startedAt,
                duration.toMillis(), end(result, stopped), result.httpStatus(), code,
                usage(result, partial),
                result.possiblyBilled(),
                result instanceof AttemptResult.Succeeded succeeded ? succeeded.warnings() : List.of(),
                partial == null ? null : partial.text()));
    }

    private static @Nullable Usage usage(AttemptResult result, AttemptResult.@Nullable Partial partial) {
        if (result instanceof AttemptResult.Succeeded succeeded) {
            return succeeded.usage();
        }
        return partial == null ? null : partial.usage();
    }

    private static Attempt.End end(AttemptResult result, StopSignal.@Nullable Reason stopped) {
        return switch (result) {
            case AttemptResult.Succeeded succeeded -> Attempt.End.SUCCEEDED;
            case AttemptResult.Throttled throttled -> Attempt.End.THROTTLED;
            case AttemptResult.Transient transient_ -> Attempt.End.TRANSIENT;
            case AttemptResult.BadAnswer bad -> Attempt.End.TRANSIENT;
            case AttemptResult.Ambiguous ambiguous -> Attempt.End.AMBIGUOUS;
            case AttemptResult.Refused refused -> Attempt.End.REFUSED;
            case AttemptResult.ContentFiltered filtered -> Attempt.End.REFUSED;
            case AttemptResult.TooLong tooLong -> Attempt.End.REFUSED;
            case AttemptResult.Unsupported unsupported -> Attempt.End.REFUSED;
            case AttemptResult.Oversized oversized -> Attempt.End.REFUSED;
            case AttemptResult.KeyUnusable unusable -> Attempt.End.REFUSED;
            case AttemptResult.Aborted aborted -> stopped == StopSignal.Reason.CANCELLED
                    ? Attempt.End.CANCELLED
                    : aborted.sent() ? Attempt.End.AMBIGUOUS : Attempt.End.TRANSIENT;
        };
    }

    int size() {
        return attempts.size();
    }

    List<Attempt> all() {
        return List.copyOf(attempts);
    }
}
