package dev.longhaul.dispatcher.fairness;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static final long BEGIN = 1_700_000_000_000L;

    private final Pace pace = new Pace();

    @Test
    void a_steady_pace_is_told_as_it_is() {
        for (int i = 0; i < 10_000; i++) {
            pace.count(BEGIN + i / 2);
        }

        assertThat(pace.within(100, BEGIN + 5_000)).isCloseTo(200, Percentage.withPercentage(2));
    }

    @Test
    void a_burst_is_forgotten_in_a_few_seconds() {
        for (int i = 0; i < 10_000; i++) {
            pace.count(BEGIN);
        }

        assertThat(pace.within(1_000, BEGIN + 1_000)).isCloseTo(3_679, Percentage.withPercentage(1));
        assertThat(pace.within(1_000, BEGIN + 10_000)).isZero();
    }

    @Test
    void nothing_comes_back_of_what_was_never_sent() {
        assertThat(pace.within(100, BEGIN)).isZero();
    }
}
