package dev.longhaul.worker.attempt;

import dev.longhaul.worker.breaker.Breakers;
import dev.longhaul.worker.limit.KeyBudgets;
import dev.longhaul.worker.metrics.WorkerMetrics;
import dev.longhaul.worker.provider.Providers;
import io.github.resilience4j.retry.Retry;
import java.time.Clock;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * What every {@link RouteRun} needs.
 *
 * @param worker
 *            this worker's name
 * @param budgets
 *            what the providers allow
 * @param largerModels
 *            asked where a prompt is too long
 * @param retryBudget
 *            of all jobs together
 * @param maxInlineWait
 *            a longer wait gives the job back
 * @param retry
 *            says how long to wait between the calls of one provider
 * @param random
 *            thread-safe
 */
public record RouteSettings(String worker, Providers providers, Breakers breakers, KeyBudgets budgets,
        LargerModels largerModels, RetryBudget retryBudget, Duration maxInlineWait, Retry retry,
        Pauses pauses,
        WorkerMetrics metrics, Clock clock, RandomGenerator random) {

    /** With the one retry schedule and a fresh retry budget. */
    public static RouteSettings of(String worker, Providers providers, Breakers breakers, KeyBudgets budgets,
            LargerModels largerModels, Duration maxInlineWait, Pauses pauses, WorkerMetrics metrics, Clock clock,
            RandomGenerator random) {
        return new RouteSettings(worker, providers, breakers, budgets, largerModels, new RetryBudget(clock),
                maxInlineWait,
                new RetrySchedule(random).retry("provider-call"),
                pauses, metrics, clock, random);
    }
}
