package dev.longhaul.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.worker.provider.AttemptResult;
import dev.longhaul.worker.provider.Fault;
import io.github.resilience4j.retry.Retry;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryScheduleTest {

    @ParameterizedTest(name = "after {0} failures, asked for {1}, random {2}: {3}")
    @CsvSource({"1, PT0S, 0, PT1S", "2, PT0S, 0, PT2S", "3, PT0S, 0, PT4S", "4, PT0S, 0, PT8S",
            "1, PT0S, 1, PT1.25S", "3, PT0S, 0.5, PT4.5S", "1, PT7S, 0, PT7S", "1, PT7S, 1, PT8.75S",
            "3, PT0.5S, 0, PT4S", "2, PT2S, 0, PT2S", "90, PT0S, 0, PT17M4S"})
    void the_pause_grows_and_the_providers_wish_is_its_minimum(int failures, Duration wish, double random,
            Duration pause) {
        assertThat(RetrySchedule.pause(failures, wish, random)).isEqualTo(pause);
    }

    @Test
    void a_throttled_attempt_waits_at_least_retry_after() {
        Random random = new Random(5);
        for (int i = 0; i < 10_000; i++) {
            Duration wish = Duration.ofMillis(random.nextInt(100_000));
            assertThat(RetrySchedule.pause(1 + random.nextInt(3), wish, random.nextDouble()))
                    .isGreaterThanOrEqualTo(wish);
        }
    }

    @Test
    void three_retries_are_allowed_and_no_fourth() {
        AttemptResult.Retryable busy = new AttemptResult.Transient(Fault.ofConnection("busy", "busy"), Duration.ZERO);
        Retry.AsyncContext<AttemptResult.Retryable> retries = new RetrySchedule(new Random(1)).retry("test")
                .asyncContext();

        assertThat(retries.onResult(busy)).isBetween(1_000L, 1_250L);
        assertThat(retries.onResult(busy)).isBetween(2_000L, 2_500L);
        assertThat(retries.onResult(busy)).isBetween(4_000L, 5_000L);
        assertThat(retries.onResult(busy)).isNegative();
    }
}
