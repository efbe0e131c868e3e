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
 * @param maxInlineWait
 *            a longer wait gives the job back
 * @param retry
 *            says how long to wait between the calls of one provider
 * @param random
 *            thread-safe
 */
public record RouteSettings(String worker, Providers providers, Breakers breakers, KeyBudgets budgets,
        LargerModels largerModels, Duration maxInlineWait, Retry retry,
        Pauses pauses,
        WorkerMetrics metrics, Clock clock, RandomGenerator random) {

    /** With the one retry schedule. */
    public static RouteSettings of(String worker, Providers providers, Breakers breakers, KeyBudgets budgets,
            LargerModels largerModels, Duration maxInlineWait, Pauses pauses, WorkerMetrics metrics, Clock clock,
            RandomGenerator random) {
        return new RouteSettings(worker, providers, breakers, budgets, largerModels, maxInlineWait,
                new RetrySchedule(random).retry("provider-call"),
                pauses, metrics, clock, random);
    }
}
