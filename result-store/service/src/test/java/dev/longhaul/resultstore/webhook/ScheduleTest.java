package dev.longhaul.resultstore.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScheduleTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    /** The times of all tries of a delivery that is never taken, from its first, each answered at once. */
    private static List<Duration> tries(double random) {
        List<Duration> tries = new ArrayList<>(List.of(Duration.ZERO));
        Instant now = START;
        while (Verdict.of(new Reply.Answered(500, "", null), tries.size(), false,
                random) instanceof Verdict.Again(Duration wait)) {
            now = now.plus(wait);
            tries.add(Duration.between(START, now));
        }
        return tries;
    }

    @Test
    void a_delivery_is_tried_ten_times_over_three_days() {
        assertThat(tries(0.5)).containsExactly(Duration.ZERO, Duration.ofSeconds(5), Duration.ofSeconds(305),
                Duration.ofSeconds(2_105), Duration.ofSeconds(9_305), Duration.ofSeconds(27_305),
                Duration.ofSeconds(63_305), Duration.ofSeconds(113_705), Duration.ofSeconds(185_705),
                Duration.ofSeconds(272_105));
    }

    @Test
    void waits_differ_by_a_fifth_at_most() {
        for (int tries = 1; tries < Schedule.WAITS.size(); tries++) {
            Duration plain = Schedule.WAITS.get(tries);
            assertThat(Schedule.next(tries, null, 0)).contains(plain.multipliedBy(8).dividedBy(10));
            assertThat(Schedule.next(tries, null, 0.5)).contains(plain);
            assertThat(Schedule.next(tries, null, 1)).contains(plain.multipliedBy(12).dividedBy(10));
        }
        assertThat(Schedule.next(10, null, 0.5)).isEmpty();
    }

    @Test
    void what_a_recipient_asks_for_is_waited_for_within_limits() {
        assertThat(Schedule.next(1, Duration.ofMinutes(1), 0.5)).contains(Duration.ofMinutes(1));
        assertThat(Schedule.next(2, Duration.ofMinutes(1), 0.5)).contains(Duration.ofMinutes(5));
        assertThat(Schedule.next(1, Duration.ofSeconds(-61), 0.5)).contains(Duration.ofSeconds(5));
        assertThat(Schedule.next(1, Duration.ofDays(365), 0.5)).contains(Duration.ofHours(24));
        assertThat(Schedule.next(10, Duration.ofMinutes(1), 0.5)).isEqualTo(Optional.empty());
    }

    @Test
    void only_a_2xx_is_taken_and_410_ends_it() {
        for (int status : List.of(200, 201, 202, 204, 299)) {
            assertThat(of(status, false)).isInstanceOf(Verdict.Delivered.class);
        }
        for (int status : List.of(100, 199, 300, 301, 302, 307, 308, 400, 401, 404, 429, 500, 502, 503, 504, 999)) {
            assertThat(of(status, false)).isInstanceOf(Verdict.Again.class);
            assertThat(of(status, true)).isInstanceOf(Verdict.GivenUp.class);
        }
        assertThat(of(410, false)).isInstanceOf(Verdict.Gone.class);
        assertThat(Verdict.of(new Reply.Silent("no answer"), 1, false, 0.5)).isInstanceOf(Verdict.Again.class);
        assertThat(Verdict.of(new Reply.Silent("no answer"), 10, false, 0.5)).isInstanceOf(Verdict.GivenUp.class);
    }

    private static Verdict of(int status, boolean once) {
        return Verdict.of(new Reply.Answered(status, "", null), 1, once, 0.5);
    }

    @Test
    void retry_after_is_read_in_both_forms() {
        Clock clock = Clock.fixed(START, ZoneOffset.UTC);
        assertThat(HookClient.retryAfter("7", clock)).isEqualTo(Duration.ofSeconds(7));
        assertThat(HookClient.retryAfter("Sun, 1 Mar 2026 12:01:00 GMT", clock)).isEqualTo(Duration.ofMinutes(1));
        for (String nonsense : List.of("", "soon", "-1", "1.5", "99999999999999999999")) {
            assertThat(HookClient.retryAfter(nonsense, clock)).isNull();
        }
    }
}
