package dev.longhaul.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class JainIndexTest {

    @Test
    void equal_amounts_are_perfectly_fair() {
        assertThat(JainIndex.of(7, 7, 7)).isCloseTo(1, within(1e-12));
    }

    @Test
    void one_party_with_all_is_one_part_of_the_parties() {
        assertThat(JainIndex.of(12, 0, 0, 0)).isCloseTo(0.25, within(1e-12));
    }

    @Test
    void unequal_amounts_lie_between() {
        assertThat(JainIndex.of(1, 3)).isCloseTo(16.0 / 20, within(1e-12));
    }

    @Test
    void nothing_has_no_fairness() {
        assertThatIllegalArgumentException().isThrownBy(() -> JainIndex.of(0, 0));
        assertThatIllegalArgumentException().isThrownBy(JainIndex::of);
    }
}
