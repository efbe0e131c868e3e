package dev.longhaul.worker.attempt;

import dev.longhaul.contract.message.Outcome;
import dev.longhaul.worker.attempt.RouteEnd.Left;
import dev.longhaul.worker.limit.KeyBudget;
import dev.longhaul.worker.limit.KeyBudgets;
import dev.longhaul.worker.provider.AttemptResult;
import dev.longhaul.worker.provider.Fault;
import dev.longhaul.worker.provider.KeyPool;
import dev.longhaul.worker.provider.Provider;
import dev.longhaul.worker.provider.ProviderKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds a key for the next call of one target, and waits for the call's turn within the key's limits. */
final class KeyTurns {

    private final JobRun run;
    private final RouteSettings settings;
    private final Provider provider;
    private final String model;
    /** By the submitter's estimate. */
    private final long tokens;
    /** Fingerprints of keys that are not accepted. */
    private final Set<String> spent = new HashSet<>();
    private AttemptResult.@Nullable KeyUnusable lastUnusable;

    KeyTurns(JobRun run, Provider provider, String model) {
        this.run = run;
        this.settings = run.settings();
        this.provider = provider;
        this.model = model;
        Integer estimate = run.job().tokens();
        this.tokens = estimate == null ? 0 : estimate;
    }

    /** What can be done now. */
    sealed interface Next {

        /** The call may be made; the turn wants to be told of its end. */
        record Call(ProviderKey key, KeyBudget budget, KeyBudget.Turn turn) implements Next {}

        /** The target is left without a further call. */
        record Leave(Left why) implements Next {}

        /** The job ends without a further call. */
        record Stop(Outcome outcome) implements Next {}
    }

    /** Sits out what is not too long. */
    Next next() {
        while (true) {
            Outcome ended = run.endBeforeCall();
            if (ended != null) {
                return new Next.Stop(ended);
            }
            switch (choose()) {
                case KeyPool.Choice.Use(ProviderKey key) -> {
                    Next next = awaitTurn(key);
                    if (next != null) {
                        return next;
                    }
                }
                case KeyPool.Choice.None(String code) -> {
                    return new Next.Leave(new Left(lastUnusable != null
                            ? lastUnusable
                            : new AttemptResult.KeyUnusable(Fault.ofConnection(code,
                                    provider.name() + " does not accept any of this worker's keys")),
                            null));
                }
                case KeyPool.Choice.Empty() -> {
                    return new Next.Leave(new Left(
                            new AttemptResult.KeyUnusable(Fault.ofConnection("no_key",
                                    "this worker has no key for " + provider.name() + " now")),
                            null, true));
                }
                case KeyPool.Choice.Paused() -> {
                    return new Next.Leave(new Left(
                            new AttemptResult.KeyUnusable(Fault.ofConnection(KeyPool.PROVIDER_PAUSED,
                                    "an administrator has paused " + provider.name())),
                            null, true));
                }
                case KeyPool.Choice.Wait(Instant until, String code) -> {
                    Duration pause = RetrySchedule.jittered(Duration.between(run.now(), until),
                            settings.random().nextDouble());
                    if (pause.compareTo(settings.maxInlineWait()) > 0) {
                        return throttled(code, "all keys of " + provider.name() + " rest", pause);
                    }
                    settings.pauses().pause(pause, run.stop());
                }
            }
        }
    }

    private KeyPool.Choice choose() {
        return provider.keys().choose(model, spent, this::waitFor);
    }

    private Duration waitFor(ProviderKey key) {
        return settings.breakers().isAvailable(provider, key, model)
                ? budget(key).waitFor(tokens)
                : settings.breakers().open();
    }

    private KeyBudget budget(ProviderKey key) {
        return settings.budgets().of(new KeyBudgets.Place(provider.name(), key.fingerprint(), model), key.limits());
    }

    /** Null when the key must rest meanwhile, or the job ends. */
    private @Nullable Next awaitTurn(ProviderKey key) {
        KeyBudget budget = budget(key);
        KeyBudget.Turn turn = budget.enter(run.job().lane(), tokens);
        Duration waited = Duration.ZERO;
        while (true) {
            Duration pause = turn.look();
            if (pause.isZero()) {
                return new Next.Call(key, budget, turn);
            }
            if (waited.compareTo(settings.maxInlineWait()) >= 0) {
                turn.leave();
                return throttled("rate_limit", "the limits of " + provider.name() + " are used up", pause);
            }
            settings.pauses().pause(pause, run.stop());
            waited = waited.plus(pause);
            if (run.endBeforeCall() != null || !provider.keys().isReady(key, model)) {
                turn.leave();
                return null;
            }
        }
    }

    private Next throttled(String code, String message, Duration pause) {
        return new Next.Leave(new Left(new AttemptResult.Throttled(Fault.ofConnection(code, message), pause),
                run.now().plus(pause)));
    }

    /** The provider does not accept a key: this job does not try it again. */
    void spend(ProviderKey key, AttemptResult.KeyUnusable unusable) {
        spent.add(key.fingerprint());
        lastUnusable = unusable;
    }

    /** Whether there is a key that need not rest. */
    boolean isAnyReady() {
        return choose() instanceof KeyPool.Choice.Use;
    }
}
