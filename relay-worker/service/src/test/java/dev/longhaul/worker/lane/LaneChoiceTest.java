package dev.longhaul.worker.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.job.Lane;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LaneChoiceTest {

    @ParameterizedTest(name = "waiting {0}/{1}/{2}, running {3}/{4}/{5}, passed over {6}/{7} -> {8}")
    @CsvSource(nullValues = "none", textBlock = """
            # waiting i,s,b   running i,s,b   passed s,b   next
            0, 0, 0,          0, 0, 0,        0, 0,        none
            1, 1, 1,          0, 0, 0,        0, 0,        INTERACTIVE
            0, 1, 1,          0, 0, 0,        0, 0,        STANDARD
            0, 0, 1,          0, 0, 0,        0, 0,        BATCH
            # a full house
            1, 1, 1,          4, 4, 2,        9, 9,        none
            # the lower lanes have all but the reserve
            1, 1, 1,          0, 5, 3,        9, 9,        INTERACTIVE
            0, 1, 1,          0, 5, 3,        9, 9,        none
            0, 1, 0,          2, 4, 3,        0, 0,        STANDARD
            # the reserve is interactive's, and so is every other slot
            1, 0, 0,          9, 0, 0,        0, 0,        INTERACTIVE
            # patience at its end
            1, 1, 0,          0, 0, 0,        3, 0,        INTERACTIVE
            1, 1, 0,          0, 0, 0,        4, 0,        STANDARD
            1, 1, 1,          0, 0, 0,        4, 8,        STANDARD
            1, 1, 1,          0, 0, 0,        4, 9,        BATCH
            1, 0, 1,          0, 0, 0,        0, 9,        BATCH
            # an empty line has no turn to miss
            1, 0, 0,          0, 0, 0,        9, 9,        INTERACTIVE
            """)
    void the_next_slot_goes_to(int waitingI, int waitingS, int waitingB, int runningI, int runningS, int runningB,
            int passedS, int passedB, @Nullable Lane next) {
        LaneChoice.Loads loads = loads(lanes(waitingI, waitingS, waitingB), lanes(runningI, runningS, runningB),
                lanes(0, passedS, passedB));

        assertThat(LaneChoice.next(loads, 10, 2)).isEqualTo(next);
    }

    @Test
    void interactive_has_no_patience_to_lose_because_it_goes_first() {
        assertThat(LaneChoice.patience(Lane.INTERACTIVE)).isEqualTo(Integer.MAX_VALUE);
    }

    private static Map<Lane, Integer> lanes(int interactive, int standard, int batch) {
        return Map.of(Lane.INTERACTIVE, interactive, Lane.STANDARD, standard, Lane.BATCH, batch);
    }

    private static LaneChoice.Loads loads(Map<Lane, Integer> waiting, Map<Lane, Integer> running,
            Map<Lane, Integer> passedOver) {
        return new LaneChoice.Loads() {

            @Override
            public int waiting(Lane lane) {
                return waiting.getOrDefault(lane, 0);
            }

            @Override
            public int running(Lane lane) {
                return running.getOrDefault(lane, 0);
            }

            @Override
            public int passedOver(Lane lane) {
                return passedOver.getOrDefault(lane, 0);
            }
        };
    }
}
