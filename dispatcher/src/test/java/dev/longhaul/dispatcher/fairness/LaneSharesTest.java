package dev.longhaul.dispatcher.fairness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.longhaul.contract.job.Lane;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LaneSharesTest {

    private static final int PICKS = 10_000;

    @Test
    void each_lower_lane_gets_its_guaranteed_share_and_the_highest_the_rest() {
        Map<Lane, Integer> picks = pick(new LaneShares(0.1), EnumSet.allOf(Lane.class), PICKS);

        assertThat(picks.get(Lane.STANDARD)).isCloseTo(PICKS / 10, within(1));
        assertThat(picks.get(Lane.BATCH)).isCloseTo(PICKS / 10, within(1));
        assertThat(picks.get(Lane.INTERACTIVE)).isCloseTo(PICKS * 8 / 10, within(2));
    }

    @Test
    void a_lane_alone_gets_everything() {
        assertThat(pick(new LaneShares(0.1), EnumSet.of(Lane.BATCH), 100)).containsEntry(Lane.BATCH, 100);
    }

    @Test
    void without_a_guarantee_the_order_is_strict() {
        assertThat(pick(new LaneShares(0), EnumSet.of(Lane.STANDARD, Lane.BATCH), 1_000)).doesNotContainKey(Lane.BATCH);
    }

    @Test
    void a_lane_that_has_nothing_to_give_saves_nothing_up() {
        LaneShares shares = new LaneShares(0.1);
        pick(shares, EnumSet.of(Lane.INTERACTIVE, Lane.BATCH), 9);
        pick(shares, EnumSet.of(Lane.INTERACTIVE), 1_000);

        assertThat(pick(shares, EnumSet.of(Lane.INTERACTIVE, Lane.BATCH), 9)).doesNotContainKey(Lane.BATCH);
    }

    private static Map<Lane, Integer> pick(LaneShares shares, Set<Lane> candidates, int times) {
        Map<Lane, Integer> picks = new EnumMap<>(Lane.class);
        for (int i = 0; i < times; i++) {
            picks.merge(shares.choose(candidates), 1, Integer::sum);
        }
        return picks;
    }
}
