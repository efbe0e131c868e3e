package dev.longhaul.dispatcher.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.job.Lane;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class BundleRuleTest {

    private static final int LONGEST = BundleRule.MAX_CHARS;

    private final BundleRule rule = new BundleRule(3);

    private List<List<Integer>> divide(Lane lane, List<Integer> lengths) {
        return rule.divide(lane, lengths, length -> length);
    }

    @Test
    void short_jobs_of_the_batch_lane_travel_together_in_their_order() {
        assertThat(divide(Lane.BATCH, List.of(1, 2, 3, 4, 5, 6, 7))).containsExactly(List.of(1, 2, 3),
                List.of(4, 5, 6), List.of(7));
        assertThat(divide(Lane.BATCH, List.of())).isEmpty();
    }

    @Test
    void jobs_of_the_other_lanes_travel_alone() {
        assertThat(divide(Lane.INTERACTIVE, List.of(1, 2))).containsExactly(List.of(1), List.of(2));
        assertThat(divide(Lane.STANDARD, List.of(1, 2))).containsExactly(List.of(1), List.of(2));
    }

    @Test
    void a_message_is_no_longer_than_a_broker_takes_unless_a_single_job_is() {
        int half = LONGEST / 2;

        assertThat(divide(Lane.BATCH, List.of(half, half, 1))).containsExactly(List.of(half, half), List.of(1));
        assertThat(divide(Lane.BATCH, List.of(1, 4 * LONGEST, 1))).containsExactly(List.of(1),
                List.of(4 * LONGEST), List.of(1));
        assertThat(divide(Lane.BATCH, Collections.nCopies(4, Integer.MAX_VALUE))).hasSize(4);
    }
}
