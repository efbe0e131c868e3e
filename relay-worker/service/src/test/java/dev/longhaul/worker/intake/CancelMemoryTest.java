package dev.longhaul.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.worker.MovableClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CancelMemoryTest {

    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-23T10:00:00Z"));
    private final CancelMemory memory = new CancelMemory(clock);

    @Test
    void a_cancel_is_remembered_for_ten_minutes() {
        memory.add(id(1));
        clock.advance(CancelMemory.KEPT);
        assertThat(memory.contains(id(1))).isTrue();
        clock.advance(Duration.ofMillis(1));

        assertThat(memory.contains(id(1))).isFalse();
        assertThat(memory.contains(id(2))).isFalse();
    }

    @Test
    void a_repeated_cancel_counts_from_its_last_time() {
        memory.add(id(1));
        clock.advance(Duration.ofMinutes(6));
        memory.add(id(1));
        clock.advance(Duration.ofMinutes(6));

        assertThat(memory.contains(id(1))).isTrue();
    }

    @Test
    void the_oldest_are_forgotten_when_there_are_too_many() {
        for (int i = 0; i <= CancelMemory.MAX_JOBS; i++) {
            memory.add(id(i));
        }

        assertThat(memory.contains(id(0))).isFalse();
        assertThat(memory.contains(id(1))).isTrue();
        assertThat(memory.contains(id(CancelMemory.MAX_JOBS))).isTrue();
    }

    private static JobId id(int number) {
        return new JobId(1, number, 0);
    }
}
