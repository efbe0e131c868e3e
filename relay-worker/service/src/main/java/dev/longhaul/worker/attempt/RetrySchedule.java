package dev.longhaul.worker.attempt;

import dev.longhaul.worker.provider.AttemptResult;
import io.github.resilience4j.core.IntervalBiFunction;
import io.github.resilience4j.core.functions.Either;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before asking the same provider again: 1 s, 2 s, 4 s, or what the provider asked for if that is
 * longer, and up to a quarter more, so that those who failed together do not come back together.
 */
final class RetrySchedule implements IntervalBiFunction<AttemptResult.Retryable> {

    /** After the first call. */
    static final int MAX_RETRIES = 3;

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final double JITTER = 0.25;

    private final RandomGenerator random;

    RetrySchedule(RandomGenerator random) {
        this.random = random;
    }

    /** Counts a job's failures against one provider and says how long to wait, or a negative number for no more. */
    Retry retry(String name) {
        return Retry.of(name,
                RetryConfig.<AttemptResult.Retryable>custom().maxAttempts(MAX_RETRIES + 1).retryOnResult(result -> true)
                        .intervalBiFunction(this).failAfterMaxAttempts(false).build());
    }

    /**
     * @param failures
     *            calls that failed so far, from 1
     * @param minimum
     *            the provider's own wish
     * @param random
     *            from 0 to 1
     */
    static Duration pause(int failures, Duration minimum, double random) {
        Duration own = FIRST.multipliedBy(1L << Math.min(failures - 1, 10));
        return jittered(own.compareTo(minimum) >= 0 ? own : minimum, random);
    }

    /** A pause that is up to a quarter longer. */
    static Duration jittered(Duration pause, double random) {
        return pause.plusMillis((long) (pause.toMillis() * JITTER * random));
    }

    @Override
    public Long apply(Integer failures, Either<Throwable, AttemptResult.Retryable> result) {
        return pause(failures, result.get().pause(), random.nextDouble()).toMillis();
    }
}
