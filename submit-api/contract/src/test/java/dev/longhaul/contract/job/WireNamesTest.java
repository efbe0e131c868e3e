package dev.longhaul.contract.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.longhaul.contract.message.Topics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WireNamesTest {

    @ParameterizedTest
    @EnumSource
    void a_lane_is_read_back_and_names_its_topic(Lane lane) {
        assertThat(Lane.fromWire(lane.wire())).isEqualTo(lane);
        assertThat(Topics.jobs(lane)).isEqualTo("jobs." + lane.wire());
    }

    @ParameterizedTest
    @EnumSource
    void a_cache_policy_is_read_back(CachePolicy policy) {
        assertThat(CachePolicy.fromWire(policy.wire())).isEqualTo(policy);
    }

    @ParameterizedTest
    @EnumSource
    void a_policy_for_ambiguous_attempts_is_read_back(OnAmbiguous policy) {
        assertThat(OnAmbiguous.fromWire(policy.wire())).isEqualTo(policy);
    }

    @ParameterizedTest
    @EnumSource
    void a_reason_to_wait_is_read_back(WaitReason reason) {
        assertThat(WaitReason.fromWire(reason.wire())).isEqualTo(reason);
    }

    @Test
    void lanes_stand_in_the_order_of_precedence() {
        assertThat(Lane.values()).containsExactly(Lane.INTERACTIVE, Lane.STANDARD, Lane.BATCH);
    }

    @Test
    void unknown_names_are_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Lane.fromWire("Batch")).withMessageContaining("Batch");
        assertThatIllegalArgumentException().isThrownBy(() -> CachePolicy.fromWire("sometimes"));
        assertThatIllegalArgumentException().isThrownBy(() -> OnAmbiguous.fromWire("ask"));
        assertThatIllegalArgumentException().isThrownBy(() -> WaitReason.fromWire("mood"));
    }
}
