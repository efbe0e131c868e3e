package dev.longhaul.worker.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.longhaul.contract.job.Lane;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LaneLinesTest {

    private static final List<Lane> LANES = List.of(Lane.values());

    private final List<String> started = new ArrayList<>();

    @Test
    void a_job_that_is_not_wanted_any_more_takes_no_slot() {
        LaneLines<String> lines = new LaneLines<>(1, 0, job -> !job.equals("cancelled"), started::add);
        lines.add(Lane.STANDARD, "first");
        lines.add(Lane.STANDARD, "cancelled");
        lines.add(Lane.STANDARD, "second");

        lines.release(Lane.STANDARD);

        assertThat(started).containsExactly("first", "second");
        assertThat(lines.running()).isEqualTo(1);
    }

    @Test
    void a_job_that_gives_its_place_up_is_in_its_line_no_more() {
        LaneLines<String> lines = new LaneLines<>(1, 0, job -> true, started::add);
        LaneLines<String>.Place begun = lines.add(Lane.STANDARD, "first");
        LaneLines<String>.Place given = lines.add(Lane.STANDARD, "same");
        lines.add(Lane.STANDARD, "same");

        begun.leave();
        given.leave();
        given.leave();

        assertThat(lines.waiting(Lane.STANDARD)).isEqualTo(1);
        lines.release(Lane.STANDARD);
        lines.release(Lane.STANDARD);
        assertThat(started).containsExactly("first", "same");
        assertThat(lines.running()).isZero();
    }

    @Test
    void nothing_starts_after_the_close() {
        LaneLines<String> lines = new LaneLines<>(1, 0, job -> true, started::add);
        lines.add(Lane.BATCH, "first");
        lines.add(Lane.BATCH, "second");

        lines.close();
        lines.release(Lane.BATCH);
        lines.add(Lane.BATCH, "third");

        assertThat(started).containsExactly("first");
    }

    @Test
    void a_reserve_that_takes_every_slot_is_refused() {
        assertThatThrownBy(() -> new LaneLines<String>(4, 4, job -> true, started::add))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void many_threads_start_every_job_once_and_never_too_many_at_a_time() {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        LaneLines<?>[] self = new LaneLines<?>[1];
        LaneLines<Lane> lines = new LaneLines<>(8, 2, job -> true, lane -> Thread.ofVirtual().start(() -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            LockSupport.parkNanos(1_000);
            running.decrementAndGet();
            done.incrementAndGet();
            self[0].release(lane);
        }));
        self[0] = lines;

        for (int i = 0; i < 6_000; i++) {
            Lane lane = LANES.get(i % 3);
            Thread.ofVirtual().start(() -> lines.add(lane, lane));
        }

        await().untilAsserted(() -> assertThat(done).hasValue(6_000));
        assertThat(most.get()).isBetween(2, 8);
        await().untilAsserted(() -> assertThat(lines.running()).isZero());
    }

    /** A failing seed shows the same failure again. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 42, 1_789, 20_261_123})
    void a_random_load_is_served_without_idle_slots_without_starving_a_lane_and_within_the_reserve(long seed) {
        Random random = new Random(seed);
        int slots = 2 + random.nextInt(30);
        int reserve = random.nextInt(slots);
        List<Lane> running = new ArrayList<>();
        Map<Lane, Integer> since = new EnumMap<>(Lane.class);
        LaneLines<Lane> lines = new LaneLines<>(slots, reserve, job -> true, lane -> {
            running.add(lane);
            for (Lane other : Lane.values()) {
                since.merge(other, 1, Integer::sum);
            }
            since.put(lane, 0);
        });
        for (int step = 0; step < 20_000; step++) {
            if (running.isEmpty() || random.nextInt(100) < 55) {
                Lane lane = LANES.get(random.nextInt(3));
                if (lines.waiting(lane) == 0) {
                    since.put(lane, 0);
                }
                lines.add(lane, lane);
            } else {
                lines.release(running.remove(random.nextInt(running.size())));
            }
            check(lines, running, since, slots, reserve);
        }
    }

    private static void check(LaneLines<Lane> lines, List<Lane> running, Map<Lane, Integer> since, int slots,
            int reserve) {
        long lower = running.stream().filter(lane -> lane != Lane.INTERACTIVE).count();
        assertThat(running).hasSizeLessThanOrEqualTo(slots);
        assertThat(lines.running()).isEqualTo(running.size());
        assertThat(lower).as("slots of the lower lanes").isLessThanOrEqualTo(slots - reserve);
        boolean free = running.size() < slots;
        assertThat(free && lines.waiting(Lane.INTERACTIVE) > 0).as("idle slot for interactive").isFalse();
        boolean lowerWaits = lines.waiting(Lane.STANDARD) > 0 || lines.waiting(Lane.BATCH) > 0;
        assertThat(free && lower < slots - reserve && lowerWaits).as("idle slot for the lower lanes").isFalse();
        if (lower < slots - reserve) {
            for (Lane lane : List.of(Lane.STANDARD, Lane.BATCH)) {
                int bound = LaneChoice.patience(lane) + LaneChoice.patience(Lane.STANDARD) + slots;
                assertThat(lines.waiting(lane) == 0 || since.getOrDefault(lane, 0) <= bound)
                        .as("%s was passed over %s times", lane, since.get(lane)).isTrue();
            }
        }
    }
}
