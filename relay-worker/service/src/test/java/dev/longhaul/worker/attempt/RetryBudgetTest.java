package dev.longhaul.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.worker.MovableClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {

    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-26T06:00:00Z"));
    private final RetryBudget budget = new RetryBudget(clock);

    @Test
    void retries_are_a_fifth_of_the_calls_and_the_reserve() {
        int retries = 0;
        for (int i = 0; i < 10_000; i++) {
            budget.call();
            while (budget.retry()) {
                retries++;
            }
        }

        assertThat(retries).isBetween(2_000, 2_020);
    }

    @Test
    void without_traffic_there_is_one_a_second() {
        drain();

        clock.advance(Duration.ofSeconds(5));

        assertThat(drain()).isEqualTo(5);
    }

    @Test
    void no_more_than_a_thousand_calls_worth_is_saved_up() {
        for (int i = 0; i < 100_000; i++) {
            budget.call();
        }
        clock.advance(Duration.ofHours(1));

        assertThat(drain()).isEqualTo(200);
    }

    private int drain() {
        int retries = 0;
        while (budget.retry()) {
            retries++;
        }
        return retries;
    }
}
