package dev.longhaul.bench.fairness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContentionTest {

    private static final Instant BEGIN = Instant.parse("2026-03-04T12:00:00Z");

    private static Start start(String party, int millis) {
        return new Start(party, BEGIN.plusMillis(millis));
    }

    @Test
    void only_the_time_in_which_all_wait_counts() {
        List<Start> starts = new ArrayList<>();
        for (int i = 0; i <= 40; i++) {
            starts.add(start("early", i * 100)); // 0 to 4 s
        }
        for (int i = 20; i <= 60; i++) {
            starts.add(start("late", i * 100)); // 2 to 6 s
        }
        Contention contention = Contention.of(starts).orElseThrow();
        assertThat(contention.seconds()).isEqualTo(2);
        assertThat(contention.starts()).containsEntry("early", 21).containsEntry("late", 21);
        assertThat(contention.jain()).isCloseTo(1, within(1e-9));
        assertThat(contention.worstSecond()).isCloseTo(1, within(1e-9));
    }

    @Test
    void a_second_that_one_party_had_alone_is_the_worst() {
        List<Start> starts = new ArrayList<>(List.of(start("a", 0), start("b", 0), start("b", 3_000)));
        for (int i = 1; i <= 9; i++) {
            starts.add(start("a", 1_000 + i)); // the second second is a's alone
            starts.add(start("b", 100 + i));
        }
        starts.add(start("a", 3_000));
        Contention contention = Contention.of(starts).orElseThrow();
        assertThat(contention.starts()).containsEntry("a", 11).containsEntry("b", 11);
        assertThat(contention.jain()).isCloseTo(1, within(1e-9));
        assertThat(contention.worstSecond()).isCloseTo(0.5, within(1e-9));
    }

    @Test
    void parties_one_after_the_other_never_contended() {
        assertThat(Contention.of(List.of(start("a", 0), start("a", 10), start("b", 20), start("b", 30)))).isEmpty();
    }

    @Test
    void one_party_has_nobody_to_share_with() {
        assertThat(Contention.of(List.of(start("a", 0), start("a", 10)))).isEmpty();
        assertThat(Contention.of(List.of())).isEmpty();
    }
}
