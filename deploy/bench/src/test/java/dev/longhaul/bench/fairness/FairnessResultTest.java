package dev.longhaul.bench.fairness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.bench.measure.Distribution;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FairnessResultTest {

    private static final Contention TWO_TO_ONE = new Contention(10, Map.of("x", 200, "y", 100), 0.9, 0.8);

    @Test
    void tenants_get_an_index_and_lanes_only_shares() {
        assertThat(new FairnessResult("load", true, TWO_TO_ONE, null, Map.of()).text("platform"))
                .contains("66.7").contains("33.3").contains("Jain's index: 0.900, in the worst second 0.800");
        assertThat(new FairnessResult("load", false, TWO_TO_ONE, null, Map.of()).text("platform"))
                .contains("66.7").doesNotContain("Jain");
    }

    @Test
    void delays_of_chat_calls_are_told_in_milliseconds() {
        Distribution delay = new Distribution(7, 3, 2, 4, 5, 6);
        assertThat(new FairnessResult("load", false, TWO_TO_ONE, delay, Map.of()).text("platform"))
                .containsPattern("7 +2 +4 +5 +6\n");
    }

    @Test
    void a_result_without_contention_or_with_wrong_answers_is_not_right() {
        FairnessResult none = new FairnessResult("load", true, null, null, Map.of());
        FairnessResult wrong = new FairnessResult("load", true, TWO_TO_ONE, null, Map.of("x: failed", 3));
        assertThat(none.isRight()).isFalse();
        assertThat(none.text("platform")).contains("longer --backlog");
        assertThat(wrong.isRight()).isFalse();
        assertThat(wrong.text("platform")).contains("WRONG: {x: failed=3}");
        assertThat(new FairnessResult("load", true, TWO_TO_ONE, null, Map.of()).isRight()).isTrue();
    }
}
