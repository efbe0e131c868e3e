package dev.longhaul.worker.attempt;

import dev.longhaul.contract.job.OnAmbiguous;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.RelayJob;
import dev.longhaul.worker.attempt.RouteEnd.Left;
import dev.longhaul.worker.limit.KeyBudget;
import dev.longhaul.worker.limit.RateStatus;
import dev.longhaul.worker.provider.AttemptResult;
import dev.longhaul.worker.provider.ChunkSink;
import dev.longhaul.worker.provider.Fault;
import dev.longhaul.worker.provider.Provider;
import dev.longhaul.worker.provider.ProviderCall;
import dev.longhaul.worker.provider.ProviderKey;
import io.github.resilience4j.retry.Retry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The calls of one provider for one dispatch: with the keys that are ready, and again where that may help. */
final class TargetRun {

    private static final Logger log = LoggerFactory.getLogger(TargetRun.class);

    private final JobRun run;
    private final RouteSettings settings;
    private final RelayJob job;
    private final Provider provider;
    private final String model;
    private final Retry.AsyncContext<AttemptResult.Retryable> retries;
    private final KeyTurns turns;

    TargetRun(JobRun run, Provider provider, String model) {
        this.run = run;
        this.settings = run.settings();
        this.job = run.job();
        this.provider = provider;
        this.model = model;
        this.retries = settings.retry().asyncContext();
        this.turns = new KeyTurns(run, provider, model);
    }

    /** How a target is left. */
    sealed interface End {

        /** The dispatch is over. */
        record Settled(Outcome outcome) implements End {}

        /** The next target should be asked. */
        record Next(Left why) implements End {}
    }

    End run() {
        while (true) {
            switch (turns.next()) {
                case KeyTurns.Next.Stop(Outcome outcome) -> {
                    return new End.Settled(outcome);
                }
                case KeyTurns.Next.Leave(Left why) -> {
                    return new End.Next(why);
                }
                case KeyTurns.Next.Call(ProviderKey key, KeyBudget budget, KeyBudget.Turn turn) -> {
                    End end = call(key, budget, turn);
                    if (end != null) {
                        return end;
                    }
                }
            }
        }
    }

    /** Null when it should be asked again. */
    private @Nullable End call(ProviderKey key, KeyBudget budget, KeyBudget.Turn turn) {
        AttemptResult result = null;
        try {
            result = passBreaker(key, budget);
        } finally {
            settle(turn, result);
        }
        return switch (result) {
            case null -> new End.Next(closedOff());
            case AttemptResult.Succeeded(String response, var usage, var status, var warnings) -> new End.Settled(
                    new Outcome.Succeeded(response, usage));
            case AttemptResult.Aborted aborted -> new End.Settled(run.stopped(aborted.sent()));
            case AttemptResult.Refused refused -> failed(refused);
            case AttemptResult.ContentFiltered filtered -> failed(filtered);
            case AttemptResult.TooLong tooLong -> failed(tooLong);
            case AttemptResult.Oversized oversized -> failed(oversized);
            case AttemptResult.Unsupported unsupported -> {
                log.info("job {} of {}, epoch {}: {} cannot do it ({}); the next target of the route is tried",
                        job.id(), job.tenant(), job.epoch(), provider.name(), unsupported.fault().param());
                yield new End.Next(new Left(unsupported, null));
            }
            case AttemptResult.KeyUnusable unusable -> {
                log.info("job {} of {}, epoch {}, attempt {}: {} does not accept key {} ({}); the next one is tried",
                        job.id(), job.tenant(), job.epoch(), run.attempts().size(), provider.name(), key.name(),
                        unusable.fault().code());
                turns.spend(key, unusable);
                yield null;
            }
            case AttemptResult.Retryable failed -> {
                Outcome settled = settleAmbiguous(failed);
                yield settled == null ? waitToRetry(failed) : new End.Settled(settled);
            }
        };
    }

    private static End failed(AttemptResult.Faulted fault) {
        return new End.Settled(new Outcome.Failed(RouteEnd.failure(fault)));
    }

    /** Null when the provider's breaker does not let it pass: there was no call then, and none is listed. */
    private @Nullable AttemptResult passBreaker(ProviderKey key, KeyBudget budget) {
        int number = run.attempts().size() + 1;
        if (number == 1) {
            settings.retryBudget().call();
        }
        Instant startedAt = run.now();
        long begun = System.nanoTime();
        AttemptResult result = settings.breakers().of(provider, key, model).call(() -> provider.adapter().call(
                new ProviderCall(job.id(), job.epoch(), number, model, job.request(),
                        job.stream() || provider.alwaysStream(), job.timeoutsOrNone()),
                key, sink(budget), run.stop()));
        if (result == null || result instanceof AttemptResult.Unsupported) {
            // nobody was called
            return result;
        }
        Duration duration = Duration.ofNanos(System.nanoTime() - begun);
        provider.keys().learn(key, model, result);
        run.attempts().add(provider, key, model, startedAt, duration, result, run.stop().reason());
        settings.metrics().called(provider.name(), model, status(result), duration);
        log.debug("job {} of {}, epoch {}, attempt {}: {} answered {} after {} ms", job.id(), job.tenant(), job.epoch(),
                number, provider.name(), status(result), duration.toMillis());
        return result;
    }

    private ChunkSink sink(KeyBudget budget) {
        return new ChunkSink() {

            @Override
            public void accept(List<String> chunks) {
                if (job.stream()) {
                    run.handOn(chunks);
                }
            }

            @Override
            public void limits(RateStatus status) {
                budget.learn(status);
            }
        };
    }

    private static void settle(KeyBudget.Turn turn, @Nullable AttemptResult result) {
        switch (result) {
            case null -> turn.giveBack();
            case AttemptResult.Unsupported unsupported -> turn.giveBack();
            case AttemptResult.Succeeded succeeded -> turn
                    .end(succeeded.usage() == null ? null : succeeded.usage().totalTokens());
            case AttemptResult.Throttled throttled -> turn.refuse();
            case AttemptResult.Faulted faulted -> turn.end(faulted.possiblyBilled() ? null : 0L);
            case AttemptResult.Aborted aborted -> turn.end(null);
        }
    }

    private static String status(AttemptResult result) {
        Integer http = result.httpStatus();
        if (http != null) {
            return http.toString();
        }
        return result instanceof AttemptResult.Faulted faulted ? faulted.fault().code() : "aborted";
    }

    private Left closedOff() {
        log.debug("job {} of {}, epoch {}: the breaker of {} of {} is open; the next target of the route is tried",
                job.id(), job.tenant(), job.epoch(), model, provider.name());
        Duration open = settings.breakers().open();
        return new Left(
                new AttemptResult.Throttled(
                        Fault.ofConnection("circuit_open",
                                "too many calls of " + model + " of " + provider.name() + " have failed"),
                        open),
                run.now().plus(open), true);
    }

    /** What ends the dispatch although the same provider could be asked again; null when nothing does. */
    private @Nullable Outcome settleAmbiguous(AttemptResult.Retryable failed) {
        if (failed.possiblyBilled() && job.onAmbiguous() == OnAmbiguous.HOLD) {
            return failed instanceof AttemptResult.BadAnswer
                    ? new Outcome.Failed(RouteEnd.failure(failed))
                    : JobRun.unknown(failed.fault());
        }
        if (!run.hasBegunToStream()) {
            return null;
        }
        // somebody has seen the beginning of an answer: another one must come under an epoch of its own
        boolean again = job.attempts() + run.attempts().size() <= RetrySchedule.MAX_RETRIES;
        return again
                ? new Outcome.Throttled(run.now().plus(failed.pause()), failed.fault().code())
                : new Outcome.Failed(RouteEnd.failure(failed));
    }

    /** Null when it should be asked again, now that the pause is over. */
    private @Nullable End waitToRetry(AttemptResult.Retryable failed) {
        long pauseMillis = retries.onResult(failed);
        boolean usedUp = pauseMillis < 0;
        if (!usedUp && otherKeyIsReady(failed)) {
            settings.metrics().retried(provider.name());
            return null;
        }
        Duration pause = usedUp
                ? RetrySchedule.pause(RetrySchedule.MAX_RETRIES + 1, failed.pause(), settings.random().nextDouble())
                : Duration.ofMillis(pauseMillis);
        boolean allowed = !usedUp && pause.compareTo(settings.maxInlineWait()) <= 0 && settings.retryBudget().retry();
        if (!allowed) {
            log.info("job {} of {}, epoch {}, attempt {}: {} answered {}; {}", job.id(), job.tenant(), job.epoch(),
                    run.attempts().size(), provider.name(), failed.fault().code(),
                    usedUp
                            ? "no more retries there"
                            : "not again now: the wait of " + pause.toMillis()
                                    + " ms is too long, or too many calls are retries");
            boolean patient = !usedUp || failed instanceof AttemptResult.Throttled || !failed.pause().isZero();
            return new End.Next(new Left(failed, patient ? run.now().plus(pause) : null));
        }
        log.info("job {} of {}, epoch {}, attempt {}: {} answered {}; asking again in {} ms", job.id(), job.tenant(),
                job.epoch(), run.attempts().size(), provider.name(), failed.fault().code(), pause.toMillis());
        settings.metrics().retried(provider.name());
        settings.pauses().pause(pause, run.stop());
        return null;
    }

    /** Whether only the key that was used has to rest. */
    private boolean otherKeyIsReady(AttemptResult.Retryable failed) {
        return failed instanceof AttemptResult.Throttled && failed.pause().isPositive()
                && turns.isAnyReady();
    }
}
