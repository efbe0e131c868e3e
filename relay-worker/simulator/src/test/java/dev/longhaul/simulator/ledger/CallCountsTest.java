package dev.longhaul.simulator.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CallCountsTest {

    @Test
    void counts_agree_with_a_map_over_many_ids() {
        var counts = new CallCounts(200_000);
        Map<String, Integer> expected = new HashMap<>();
        var random = new SplittableRandom(4);
        for (int i = 0; i < 300_000; i++) {
            var id = "job_" + random.nextInt(100_000);
            int now = expected.merge(id, 1, Integer::sum);
            assertThat(counts.ask(id)).isEqualTo(now);
            if (i % 3 == 0) {
                counts.bill(id);
            }
        }

        assertThat(counts.size()).isEqualTo(expected.size());
        int billed = 0;
        for (int i = 0; i < counts.size(); i++) {
            assertThat(counts.askedAt(i)).isEqualTo(expected.get(counts.idAt(i)));
            billed += counts.billedAt(i);
        }
        assertThat(billed).isEqualTo(100_000);
    }

    @Test
    void ids_beyond_the_bound_are_only_summed() {
        var counts = new CallCounts(2);

        assertThat(counts.ask("a")).isEqualTo(1);
        assertThat(counts.ask("b")).isEqualTo(1);
        assertThat(counts.ask("c")).isZero();
        assertThat(counts.ask("a")).isEqualTo(2);
        counts.bill("c");
        assertThat(counts.size()).isEqualTo(2);
        assertThat(counts.uncounted()).isEqualTo(1);
    }

    @Test
    void ids_of_any_length_are_kept_up_to_a_bound() {
        var counts = new CallCounts(10);
        var endless = "é".repeat(5_000);

        counts.ask("");
        counts.ask(endless);
        counts.ask(endless);

        assertThat(counts.idAt(0)).isEmpty();
        assertThat(counts.idAt(1)).hasSize(100);
        assertThat(counts.askedAt(1)).isEqualTo(2);
    }
}
