package dev.longhaul.store.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReplayStateTest {

    @ParameterizedTest
    @EnumSource(ReplayState.class)
    void a_replay_that_is_over_stays_so_and_any_other_can_be_cancelled(ReplayState state) {
        Set<ReplayState> over = EnumSet.of(ReplayState.COMPLETED, ReplayState.CANCELLED);

        assertThat(state.targets().isEmpty()).isEqualTo(over.contains(state));
        assertThat(state.canBecome(ReplayState.CANCELLED)).isEqualTo(!over.contains(state));
        assertThat(state.canBecome(state)).isFalse();
        assertThat(ReplayState.fromWire(state.wire())).isEqualTo(state);
    }
}
