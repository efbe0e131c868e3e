package dev.longhaul.resultstore.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.store.replay.Overrides;
import dev.longhaul.store.replay.ReplayPlan;
import dev.longhaul.store.replay.ReplayPlan.Selected;
import dev.longhaul.store.replay.ReplayProgress;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplayRulesTest {

    private static ReplayPlan plan(int jobs, int canary, int maxFailures) {
        return new ReplayPlan("{}", new Selected("sel", jobs, 0, 0, null), Overrides.NONE, 50, Duration.ZERO, canary,
                maxFailures);
    }

    private static ReplayProgress progress(int position, int failed, int forgiven) {
        return new ReplayProgress(position, Map.of(), 0, failed, 0, forgiven);
    }

    @ParameterizedTest
    @CsvSource({"0, 0, true, 100", "10, 0, true, 10", "10, 9, false, 10", "10, 10, false, 10", "10, 10, true, 100",
            "10, 11, false, 100", "500, 0, true, 100"})
    void the_canary_goes_first_and_the_others_when_it_has_ended(int canary, int position, boolean allEnded,
            int mayHaveGone) {
        assertThat(ReplayRules.mayHaveGone(plan(100, canary, 5), progress(position, 0, 0), allEnded))
                .isEqualTo(mayHaveGone);
    }

    @Test
    void one_failure_among_the_canary_stops_a_replay_until_it_is_forgiven() {
        assertThat(ReplayRules.whyStop(plan(100, 10, 5), progress(10, 1, 0)))
                .isEqualTo("Of the first 10 jobs 1 have failed again.");
        assertThat(ReplayRules.whyStop(plan(100, 10, 5), progress(10, 1, 1))).isNull();
        assertThat(ReplayRules.whyStop(plan(100, 10, 5), progress(11, 1, 0))).isNull();
    }

    @Test
    void more_failures_than_allowed_stop_a_replay() {
        assertThat(ReplayRules.whyStop(plan(100, 0, 5), progress(50, 5, 0))).isNull();
        assertThat(ReplayRules.whyStop(plan(100, 0, 5), progress(50, 6, 0)))
                .isEqualTo("6 jobs have failed again, more than the 5 allowed.");
        assertThat(ReplayRules.whyStop(plan(100, 0, 5), progress(50, 8, 3))).isNull();
    }
}
