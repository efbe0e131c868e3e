package dev.longhaul.bench.backlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.bench.load.Tally;
import dev.longhaul.bench.measure.MemoryUse;
import dev.longhaul.bench.measure.ProcessUse;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BacklogResultTest {

    private static PlatformStep step(int waiting, double perSecond, @Nullable Double heap,
            Map<String, Integer> problems) {
        ProcessUse dispatcher = new ProcessUse("dispatcher", false, 2, 0.25, new MemoryUse(300, 400));
        return new PlatformStep(waiting, new Tally(8_000, 8_000 / perSecond, problems), perSecond, 1.5, dispatcher,
                heap, List.of(dispatcher));
    }

    @Test
    void each_step_is_held_against_the_first() {
        BacklogResult result = new BacklogResult("load", List.of(new SchedulerStep(1_000, 1.25, 2.5, 118)),
                List.of(step(1_000, 2_000, 41.0, Map.of()), step(100_000, 1_900, null, Map.of())));
        assertThat(result.isRight()).isTrue();
        assertThat(result.text("platform")).containsPattern("1,000 +1.25 +2.50 +118\n")
                .containsPattern("1,000 +2,000 +1.00 +1.500 +0.250 +41 +300\n")
                .containsPattern("100,000 +1,900 +0.95 +1.500 +0.250 +- +300\n");
    }

    @Test
    void wrong_answers_are_told_with_their_step() {
        BacklogResult result = new BacklogResult("load", List.of(),
                List.of(step(10_000, 2_000, 41.0, Map.of("failed", 3))));
        assertThat(result.isRight()).isFalse();
        assertThat(result.text("platform")).contains("WRONG, with 10,000 waiting: {failed=3}");
    }

    @Test
    void the_scheduler_keeps_as_many_waiting_and_goes_on_choosing_beside_held_tenants() {
        SchedulerStep step = new SchedulerAlone(Clock.systemUTC(), 1_000).measure(2_000);
        assertThat(step.waiting()).isEqualTo(2_000);
        assertThat(step.microsAJob()).isPositive();
        assertThat(step.microsAJobBesideHeld()).isPositive();
    }
}
