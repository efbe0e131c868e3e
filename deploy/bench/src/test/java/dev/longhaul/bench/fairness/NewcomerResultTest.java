package dev.longhaul.bench.fairness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.bench.load.Tally;
import dev.longhaul.bench.measure.Distribution;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NewcomerResultTest {

    private static final NewcomerServed IDLE = served(2, batch(0.5, 20, null), batch(0.4, 10, null),
            batch(9, 900, null));
    private static final NewcomerServed BESIDE = served(12,
            batch(1.0, 200, new Contention(1, Map.of("tenant A", 100, "tenant B", 100), 1, 1)),
            batch(1.2, 300, new Contention(1, Map.of("tenant A", 300, "tenant B", 100), 0.8, 0.8)),
            batch(0.9, 100, new Contention(1, Map.of("tenant A", 100, "tenant B", 100), 1, 1)));
    private static final BacklogEnd CANCELLED = new BacklogEnd(500, 1.5, Map.of());

    private static NewcomerBatch batch(double seconds, double firstStart, @Nullable Contention contention) {
        return new NewcomerBatch(seconds, firstStart, contention, Map.of());
    }

    private static NewcomerServed served(int delay, NewcomerBatch... batches) {
        return new NewcomerServed(new Distribution(10, delay, delay, delay + 1, delay + 2, delay + 3),
                List.of(batches), Map.of());
    }

    @Test
    void the_medians_of_the_batches_are_compared_and_the_delays_of_chat_calls_subtracted() {
        NewcomerResult result = NewcomerResult.of("load", IDLE, BESIDE, CANCELLED);
        assertThat(result.batchRatio()).isEqualTo(2);
        assertThat(result.text("platform")).contains("beside / idle: 2.00")
                .containsPattern("difference +10.0 +10.0 +10.0 +10.0\n")
                .containsPattern("on the idle system +0.500 +20\n").containsPattern("beside A's backlog +1.000 +200\n")
                .contains("500 jobs of A still waited");
        assertThat(result.isRight()).isTrue();
    }

    @Test
    void the_index_is_of_all_batches_together_and_of_the_worst() {
        NewcomerResult result = NewcomerResult.of("load", IDLE, BESIDE, CANCELLED);
        // 500 and 300: 800 squared over 2 x (250,000 + 90,000)
        assertThat(result.text("platform")).contains("Jain's index 0.941, of the worst batch 0.800");
        assertThat(IDLE.starts()).isEmpty();
    }

    @Test
    void a_backlog_that_did_not_last_or_a_wrong_answer_is_not_right() {
        NewcomerResult drained = NewcomerResult.of("load", IDLE, BESIDE, new BacklogEnd(0, 0, Map.of()));
        assertThat(drained.isRight()).isFalse();
        assertThat(drained.text("platform")).contains("longer --backlog");
        NewcomerResult wrong = NewcomerResult.of("load", IDLE, BESIDE, new BacklogEnd(9, 0, Map.of("failed", 1)));
        assertThat(wrong.isRight()).isFalse();
        assertThat(wrong.text("platform")).contains("WRONG, tenant A: {failed=1}");
    }

    @Test
    void cancelled_jobs_are_no_problem_and_others_are() {
        BacklogEnd end = BacklogEnd.of(new Tally(20, 1, Map.of("cancelled with job_cancelled", 7, "failed", 2)), 1);
        assertThat(end.cancelled()).isEqualTo(7);
        assertThat(end.problems()).isEqualTo(Map.of("failed", 2));
    }
}
