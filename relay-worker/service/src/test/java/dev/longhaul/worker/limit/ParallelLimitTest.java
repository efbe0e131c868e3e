package dev.longhaul.worker.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A provider that takes so many calls at a time, on a virtual clock. */
class ParallelLimitTest {

    private static final long MILLI = 1_000_000;
    private static final long STEP_MILLIS = 10;
    private static final long CALL_MILLIS = 1_000;

    private final VirtualTime time = new VirtualTime();
    private final ParallelLimit limit = new ParallelLimit(time);
    private final List<Call> open = new ArrayList<>();
    private int wanted = 20;
    private int answered;
    private int refused;

    private record Call(long begunAt, boolean taken) {}

    @Test
    void without_a_refusal_there_is_no_limit() {
        run(Duration.ofSeconds(30), 1_000);

        assertThat(refused).isZero();
        assertThat(limit.limit()).isEqualTo(Integer.MAX_VALUE);
        // one in the first second
        assertThat(answered).isEqualTo(1 + 20 * 28);
    }

    @Test
    void before_the_first_answer_one_is_under_way_and_more_with_every_second() {
        assertThat(begin()).isEqualTo(1);
        time.now += 999 * MILLI;
        assertThat(begin()).isZero();
        time.now += MILLI;
        assertThat(begin()).isEqualTo(1);
        time.now += 2_000 * MILLI;
        assertThat(begin()).isEqualTo(6);

        limit.unused();
        assertThat(begin()).isEqualTo(1);
        limit.answered();
        assertThat(begin()).isEqualTo(1_000);
    }

    /** At most a thousand. */
    private int begin() {
        int begun = 0;
        while (begun < 1_000 && limit.allowsMore()) {
            limit.begin();
            begun++;
        }
        return begun;
    }

    @Test
    void a_drop_from_twenty_to_five_costs_few_errors_and_is_made_good_within_a_minute() {
        run(Duration.ofSeconds(20), 20);
        run(Duration.ofSeconds(10), 5);
        refused = 0;
        answered = 0;

        run(Duration.ofMinutes(2), 5);
        assertThat(refused).isLessThanOrEqualTo((int) (0.05 * (refused + answered)));
        assertThat(answered).isGreaterThan(120 * 4);

        run(Duration.ofMinutes(1), 20);
        answered = 0;
        run(Duration.ofSeconds(10), 20);
        assertThat(answered).isGreaterThanOrEqualTo((int) (0.9 * 20 * 10));
    }

    @Test
    void a_limit_that_nobody_needs_any_more_is_forgotten() {
        run(Duration.ofSeconds(10), 5);
        wanted = 4;

        run(Duration.ofMinutes(1), 5);
        refused = 0;
        run(Duration.ofMinutes(1), 5);

        assertThat(refused).isZero();
    }

    private void run(Duration duration, int capacity) {
        for (long passed = 0; passed < duration.toMillis(); passed += STEP_MILLIS) {
            open.removeIf(call -> {
                boolean over = !call.taken() || time.now - call.begunAt() >= CALL_MILLIS * MILLI;
                if (over && call.taken()) {
                    limit.end();
                    answered++;
                } else if (over) {
                    limit.refused(call.begunAt());
                    refused++;
                }
                return over;
            });
            while (open.size() < wanted && limit.allowsMore()) {
                limit.begin();
                boolean taken = open.stream().filter(Call::taken).count() < capacity;
                open.add(new Call(time.now, taken));
                if (!taken) {
                    // a caller waits a little after a refusal
                    break;
                }
            }
            time.now += STEP_MILLIS * MILLI;
        }
    }

    private static final class VirtualTime implements TimeMeter {

        private long now = 1;

        @Override
        public long currentTimeNanos() {
            return now;
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }
}
