package dev.longhaul.simulator.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.simulator.config.Provider;
import dev.longhaul.simulator.config.RateLimit;
import java.util.ArrayDeque;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RateLimitsTest {

    @Test
    void who_waits_as_told_passes_and_no_window_goes_over_the_limit_and_its_burst() {
        var limits = new RateLimits(
                List.of(new RateLimit(null, null, null, null, 600, 90_000, null, null, 1.0)));
        var random = new SplittableRandom(9);
        var passedAt = new ArrayDeque<Long>();
        long now = 0;
        int total = 0;
        while (now < 120_000) {
            var verdict = limits.admit(Provider.OPENAI, "k", "m", random.nextInt(200), random.nextInt(50), now);
            if (verdict instanceof LimitVerdict.Exceeded exceeded) {
                assertThat(exceeded.waitMillis()).isPositive();
                now += exceeded.waitMillis();
            } else {
                total++;
                long second = now - 1_000;
                passedAt.addLast(now);
                passedAt.removeIf(at -> at <= second);
                assertThat(passedAt.size()).isLessThanOrEqualTo(20);
            }
        }
        assertThat(total).isBetween(1_100, 1_211);
    }

    @Test
    void a_clock_that_goes_back_fills_nothing() {
        var limits = new RateLimits(List.of(RateLimit.perKey(1, null)));
        limits.admit(Provider.OPENAI, "k", "m", 1, 1, 60_000);

        assertThat(limits.admit(Provider.OPENAI, "k", "m", 1, 1, 0)).isInstanceOf(LimitVerdict.Exceeded.class);
        assertThat(limits.admit(Provider.OPENAI, "k", "m", 1, 1, 59_000)).isInstanceOf(LimitVerdict.Exceeded.class);
    }

    @Test
    void of_two_limits_the_scarcer_is_reported() {
        var limits = new RateLimits(List.of(RateLimit.perKey(100, null), RateLimit.perKey(10, null)));

        var report = limits.admit(Provider.OPENAI, "k", "m", 1, 1, 0).report();

        assertThat(report.requests()).isEqualTo(new LimitReport.Window(10, 9, 6_000));
        assertThat(report.tokens()).isNull();
    }
}
