package dev.longhaul.client;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When a call is made again and how long to wait before. Pure: the random share is an argument.
 *
 * @param budget
 *            time since the first failure after which no further try begins; zero means one try only
 * @param firstDelay
 *            before the first repetition; doubles with each
 * @param maxDelay
 *            the doubling stops here; a longer {@code Retry-After} is honoured all the same
 */
record RetryPolicy(Duration budget, Duration firstDelay, Duration maxDelay) {

    private static final int TOO_MANY_REQUESTS = 429;
    private static final int UNAVAILABLE = 503;

    static RetryPolicy within(Duration budget) {
        return new RetryPolicy(budget, Duration.ofMillis(250), Duration.ofSeconds(5));
    }

    /**
     * Whether a status asks to be tried again. 429 and 503 say that nothing has happened, so even a submit without an
     * idempotency key is repeated; what a gateway answers in place of the service is only for calls that may be carried
     * out twice.
     */
    static boolean repeats(int status, boolean repeatable) {
        return switch (status) {
            case TOO_MANY_REQUESTS, UNAVAILABLE -> true;
            case 408, 500, 502, 504 -> repeatable;
            default -> false;
        };
    }

    /**
     * The wait before the next try; empty when the budget is spent or would be by then.
     *
     * @param failures
     *            so far, from 1
     * @param sinceFirstFailure
     *            time that has passed since the first of them
     * @param retryAfter
     *            what the platform asked for
     * @param random
     *            from 0 to 1: spreads the callers over the second half of the wait
     */
    Optional<Duration> delay(int failures, Duration sinceFirstFailure, @Nullable Duration retryAfter, double random) {
        Duration doubled = firstDelay.multipliedBy(1L << Math.min(failures - 1, 20));
        Duration capped = doubled.compareTo(maxDelay) < 0 ? doubled : maxDelay;
        Duration delay = Duration.ofNanos((long) (capped.toNanos() * (0.5 + random / 2)));
        if (retryAfter != null && retryAfter.compareTo(delay) > 0) {
            delay = retryAfter;
        }
        return sinceFirstFailure.plus(delay).compareTo(budget) > 0 ? Optional.empty() : Optional.of(delay);
    }
}
