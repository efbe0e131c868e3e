package dev.longhaul.worker.attempt;

import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.OnAmbiguous;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.RelayJob;
import dev.longhaul.contract.message.RelayJob.Target;
import dev.longhaul.worker.attempt.RouteEnd.Left;
import dev.longhaul.worker.provider.AttemptResult;
import dev.longhaul.worker.provider.ChunkSink;
import dev.longhaul.worker.provider.Fault;
import dev.longhaul.worker.provider.Provider;
import dev.longhaul.worker.provider.ProviderCall;
import dev.longhaul.worker.stop.StopSignal;
import io.github.resilience4j.retry.Retry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The calls for one dispatch: each target of its route with its retries, until one of them settles it. */
final class RouteRun {

    private static final Logger log = LoggerFactory.getLogger(RouteRun.class);

    private final RouteSettings settings;
    private final RelayJob job;
    private final StopSignal stop;
    private final ChunkSink pieces;
    private final AttemptLog attempts;
    private final List<Left> left = new ArrayList<>(1);
    private boolean begunToStream;

    RouteRun(RouteSettings settings, RelayJob job, StopSignal stop, ChunkSink pieces) {
        this.settings = settings;
        this.job = job;
        this.stop = stop;
        this.pieces = chunks -> {
            begunToStream = true;
            pieces.accept(chunks);
        };
        this.attempts = new AttemptLog(job, settings.worker());
    }

    AttemptLog attempts() {
        return attempts;
    }

    Outcome run() {
        for (Target target : job.route()) {
            Optional<Provider> provider = settings.providers().find(target.provider());
            if (provider.isEmpty()) {
                left.add(new Left(
                        new AttemptResult.KeyUnusable(Fault.ofConnection("no_key", "this worker has no key for "
                                + target.provider() + ": set longhaul.providers." + target.provider() + ".api-key")),
                        null));
                continue;
            }
            Outcome settled = tryTarget(provider.get(), target.model());
            if (settled != null) {
                return settled;
            }
        }
        return RouteEnd.of(left, settings.clock().instant());
    }

    /** Null when the next target should be asked. */
    private @Nullable Outcome tryTarget(Provider provider, String model) {
        Retry.AsyncContext<AttemptResult.Retryable> retries = settings.retry().asyncContext();
        while (true) {
            Outcome ended = endBeforeCall();
            if (ended != null) {
                return ended;
            }
            AttemptResult result = call(provider, model);
            if (result == null) {
                leaveClosedOff(provider);
                return null;
            }
            switch (result) {
                case AttemptResult.Succeeded(String response, var usage, var status, var warnings) -> {
                    return new Outcome.Succeeded(response, usage);
                }
                case AttemptResult.Aborted aborted -> {
                    return stopped(aborted.sent());
                }
                case AttemptResult.Refused refused -> {
                    return new Outcome.Failed(RouteEnd.failure(refused));
                }
                case AttemptResult.ContentFiltered filtered -> {
                    return new Outcome.Failed(RouteEnd.failure(filtered));
                }
                case AttemptResult.TooLong tooLong -> {
                    return new Outcome.Failed(RouteEnd.failure(tooLong));
                }
                case AttemptResult.Oversized oversized -> {
                    return new Outcome.Failed(RouteEnd.failure(oversized));
                }
                case AttemptResult.Unsupported unsupported -> {
                    log.info("job {} of {}, epoch {}: {} cannot do it ({}); the next target of the route is tried",
                            job.id(), job.tenant(), job.epoch(), provider.name(), unsupported.fault().param());
                    left.add(new Left(unsupported, null));
                    return null;
                }
                case AttemptResult.KeyUnusable unusable -> {
                    log.warn("job {} of {}: {} does not accept key {} ({}); the next target of the route is tried",
                            job.id(), job.tenant(), provider.name(), provider.keyName(), unusable.fault().code());
                    left.add(new Left(unusable, null));
                    return null;
                }
                case AttemptResult.Retryable failed -> {
                    Outcome settled = settleAmbiguous(failed);
                    if (settled != null) {
                        return settled;
                    }
                    if (!waitToRetry(provider, failed, retries.onResult(failed))) {
                        return null;
                    }
                }
            }
        }
    }

    /** Null when the provider's breaker does not let it pass: there was no call then, and none is listed. */
    private @Nullable AttemptResult call(Provider provider, String model) {
        int number = attempts.size() + 1;
        Instant startedAt = settings.clock().instant();
        long begun = System.nanoTime();
        AttemptResult result = settings.breakers().of(provider).call(() -> provider.adapter().call(
                new ProviderCall(job.id(), job.epoch(), number, model, job.request(), job.stream()), pieces, stop));
        if (result == null || result instanceof AttemptResult.Unsupported) {
            // nobody was called
            return result;
        }
        Duration duration = Duration.ofNanos(System.nanoTime() - begun);
        attempts.add(provider, model, startedAt, duration, result, stop.reason());
        settings.metrics().called(provider.name(), model, status(result), duration);
        log.debug("job {} of {}, epoch {}, attempt {}: {} answered {} after {} ms", job.id(), job.tenant(), job.epoch(),
                number, provider.name(), status(result), duration.toMillis());
        return result;
    }

    private void leaveClosedOff(Provider provider) {
        log.debug("job {} of {}, epoch {}: the breaker of {} is open; the next target of the route is tried", job.id(),
                job.tenant(), job.epoch(), provider.name());
        Duration open = settings.breakers().open();
        left.add(new Left(
                new AttemptResult.Throttled(
                        Fault.ofConnection("circuit_open", "too many calls of " + provider.name() + " have failed"),
                        open),
                settings.clock().instant().plus(open), true));
    }

    private static String status(AttemptResult result) {
        Integer http = result.httpStatus();
        if (http != null) {
            return http.toString();
        }
        return result instanceof AttemptResult.Faulted faulted ? faulted.fault().code() : "aborted";
    }

    private @Nullable Outcome endBeforeCall() {
        if (stop.reason() != null) {
            return stopped(false);
        }
        Instant deadline = job.deadline();
        return deadline != null && settings.clock().instant().isAfter(deadline) ? new Outcome.Expired() : null;
    }

    private Outcome stopped(boolean sent) {
        if (stop.reason() == StopSignal.Reason.CANCELLED) {
            return new Outcome.Cancelled();
        }
        if (sent && job.onAmbiguous() == OnAmbiguous.HOLD) {
            return unknown(Fault.ofConnection("worker_stopped", "the worker stopped while the call was under way"));
        }
        return attempts.size() == 0
                ? new Outcome.HandedBack("worker stops")
                : new Outcome.Throttled(settings.clock().instant(), "worker stops");
    }

    /** What ends the dispatch although the same provider could be asked again; null when nothing does. */
    private @Nullable Outcome settleAmbiguous(AttemptResult.Retryable failed) {
        if (failed.possiblyBilled() && job.onAmbiguous() == OnAmbiguous.HOLD) {
            return failed instanceof AttemptResult.BadAnswer
                    ? new Outcome.Failed(RouteEnd.failure(failed))
                    : unknown(failed.fault());
        }
        if (!begunToStream) {
            return null;
        }
        // somebody has seen the beginning of an answer: another one must come under an epoch of its own
        boolean again = job.attempts() + attempts.size() <= RetrySchedule.MAX_RETRIES;
        return again
                ? new Outcome.Throttled(settings.clock().instant().plus(failed.pause()), failed.fault().code())
                : new Outcome.Failed(RouteEnd.failure(failed));
    }

    private static Outcome unknown(Fault fault) {
        return new Outcome.Failed(RouteEnd.failure(ErrorCode.OUTCOME_UNKNOWN, fault));
    }

    /** False when this target is left. */
    private boolean waitToRetry(Provider provider, AttemptResult.Retryable failed, long pauseMillis) {
        boolean patient = failed instanceof AttemptResult.Throttled || !failed.pause().isZero();
        boolean usedUp = pauseMillis < 0;
        Duration pause = usedUp
                ? RetrySchedule.pause(RetrySchedule.MAX_RETRIES + 1, failed.pause(), settings.random().nextDouble())
                : Duration.ofMillis(pauseMillis);
        if (usedUp || pause.compareTo(settings.maxInlineWait()) > 0) {
            log.info("job {} of {}, epoch {}, attempt {}: {} answered {}; {}", job.id(), job.tenant(), job.epoch(),
                    attempts.size(), provider.name(), failed.fault().code(),
                    usedUp
                            ? "no more retries there"
                            : "it asks for " + pause.toMillis() + " ms, too long to wait here");
            left.add(new Left(failed, patient ? settings.clock().instant().plus(pause) : null));
            return false;
        }
        log.info("job {} of {}, epoch {}, attempt {}: {} answered {}; asking again in {} ms", job.id(), job.tenant(),
                job.epoch(), attempts.size(), provider.name(), failed.fault().code(), pause.toMillis());
        settings.metrics().retried(provider.name());
        settings.pauses().pause(pause, stop);
        return true;
    }
}
