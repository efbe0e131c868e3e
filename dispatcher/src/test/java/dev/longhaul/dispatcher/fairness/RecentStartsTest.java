package dev.longhaul.dispatcher.fairness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.message.Reply.Starts;
import org.junit.jupiter.api.Test;

class RecentStartsTest {

    private static final long BEGIN = 1_700_000_000_000L;

    private final RecentStarts starts = new RecentStarts(BEGIN);

    @Test
    void the_rate_is_over_the_time_since_counting_began() {
        for (int i = 0; i < 20; i++) {
            starts.count(BEGIN + i * 500L);
        }
        assertThat(starts.rate(BEGIN + 10_000)).isEqualTo(new Starts(2, 10));
        assertThat(starts.rate(BEGIN + 20_000)).isEqualTo(new Starts(1, 20));
    }

    @Test
    void what_is_a_minute_ago_is_forgotten() {
        for (int second = 0; second < 300; second++) {
            starts.count(BEGIN + second * 1_000L);
        }
        Starts rate = starts.rate(BEGIN + 299_999);
        assertThat(rate.perSecond()).isEqualTo(1);
        assertThat(rate.windowSeconds()).isBetween(55, 60);

        assertThat(starts.rate(BEGIN + 340_000).perSecond()).isBetween(0.1, 0.5);
        assertThat(starts.rate(BEGIN + 370_000).perSecond()).isZero();
        assertThat(starts.rate(BEGIN + 10_000_000).perSecond()).isZero();
    }

    @Test
    void no_rate_is_told_of_less_than_a_second() {
        starts.count(BEGIN);
        starts.count(BEGIN);
        assertThat(starts.rate(BEGIN)).isEqualTo(new Starts(2, 1));
    }

    @Test
    void a_clock_that_is_set_back_loses_no_start() {
        starts.count(BEGIN + 20_000);
        starts.count(BEGIN + 1_000);
        assertThat(starts.rate(BEGIN + 20_000)).isEqualTo(new Starts(0.1, 20));
    }
}
