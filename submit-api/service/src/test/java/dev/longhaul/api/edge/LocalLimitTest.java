package dev.longhaul.api.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LocalLimitTest {

    private static final RequestRate RATE = new RequestRate(10, 20);

    private final AtomicLong nanos = new AtomicLong();
    private final LocalLimit limit = new LocalLimit(RATE, nanos::get);

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private int allowedOf(int requests, String subject) {
        int allowed = 0;
        for (int i = 0; i < requests; i++) {
            if (limit.take(subject) instanceof Verdict.Allowed) {
                allowed++;
            }
        }
        return allowed;
    }

    @Test
    void the_burst_is_let_in_at_once_and_after_it_what_the_rate_gives() {
        assertThat(allowedOf(100, "a")).isEqualTo(20);

        pass(Duration.ofMillis(500));

        assertThat(allowedOf(100, "a")).isEqualTo(5);
        pass(Duration.ofHours(1));
        assertThat(allowedOf(100, "a")).isEqualTo(20);
    }

    @Test
    void who_is_refused_is_told_when_the_next_is_let_in() {
        allowedOf(20, "a");

        assertThat(limit.take("a")).isEqualTo(new Verdict.Refused(Duration.ofMillis(100)));

        pass(Duration.ofMillis(99));
        assertThat(limit.take("a")).isEqualTo(new Verdict.Refused(Duration.ofMillis(1)));
        pass(Duration.ofMillis(1));
        assertThat(limit.take("a")).isEqualTo(Verdict.ALLOWED);
    }

    @Test
    void one_subjects_flood_is_not_anothers() {
        allowedOf(100, "a");

        assertThat(allowedOf(100, "b")).isEqualTo(20);
    }

    @Test
    void a_subject_that_rests_is_forgotten_when_that_changes_nothing() {
        allowedOf(20, "a");
        pass(Duration.ofSeconds(2).minusMillis(1));
        assertThat(limit.size()).isEqualTo(1);

        pass(Duration.ofMillis(2));

        assertThat(limit.size()).isZero();
    }

    @Test
    void a_flood_of_addresses_fills_no_memory() {
        for (int i = 0; i < 200_000; i++) {
            limit.take("address-" + i);
        }

        assertThat(limit.size()).isLessThanOrEqualTo(LocalLimit.MOST);
    }
}
