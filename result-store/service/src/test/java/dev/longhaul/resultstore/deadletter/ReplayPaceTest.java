package dev.longhaul.resultstore.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayPaceTest {

    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;

    /** The most that went out in any second, over a minute of looks that come late at random. */
    private static int mostInASecond(double perSecond, int[] sum) {
        Random random = new Random(7);
        ReplayPace pace = new ReplayPace(perSecond, Duration.ZERO, 0);
        ArrayDeque<Long> last = new ArrayDeque<>();
        int most = 0;
        for (long now = 0; now < 60 * SECOND; now += (random.nextInt(20) == 0 ? 700 : 50) * MILLI) {
            int taken = pace.take(Integer.MAX_VALUE, now);
            sum[0] += taken;
            for (int i = 0; i < taken; i++) {
                last.add(now);
            }
            while (!last.isEmpty() && last.element() <= now - SECOND) {
                last.remove();
            }
            most = Math.max(most, last.size());
        }
        return most;
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1, 7, 50, 1000})
    void in_no_second_more_than_a_tenth_above_the_rate_go_out(double perSecond) {
        int[] sum = new int[1];

        assertThat(mostInASecond(perSecond, sum)).isLessThanOrEqualTo((int) Math.ceil(Math.max(perSecond + 1,
                1.1 * perSecond)));
        assertThat(sum[0]).isGreaterThan((int) (perSecond * 60 * 0.4));
    }

    @Test
    void looks_in_time_use_the_whole_rate() {
        ReplayPace pace = new ReplayPace(50, Duration.ZERO, 0);
        int sum = 0;
        for (long now = 0; now <= 10 * SECOND; now += 50 * MILLI) {
            sum += pace.take(Integer.MAX_VALUE, now);
        }
        assertThat(sum).isBetween(499, 500);
    }

    @Test
    void the_rate_rises_from_a_tenth_in_a_straight_line() {
        ReplayPace pace = new ReplayPace(100, Duration.ofSeconds(10), 0);
        int[] inSecond = new int[12];
        for (long now = 0; now < 12 * SECOND; now += 10 * MILLI) {
            inSecond[(int) (now / SECOND)] += pace.take(Integer.MAX_VALUE, now);
        }
        assertThat(inSecond[0]).isBetween(9, 12);
        assertThat(inSecond[5]).isBetween(53, 57);
        assertThat(inSecond[11]).isBetween(99, 101);
    }

    @Test
    void not_more_than_are_wanted_go_out() {
        ReplayPace pace = new ReplayPace(100, Duration.ZERO, 0);

        assertThat(pace.take(3, SECOND)).isEqualTo(3);
        assertThat(pace.take(100, SECOND)).isEqualTo(7);
    }
}
