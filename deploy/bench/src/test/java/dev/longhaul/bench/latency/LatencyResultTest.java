package dev.longhaul.bench.latency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.bench.load.PacedCalls;
import dev.longhaul.bench.load.Tally;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LatencyResultTest {

    private static Added added(int millis) {
        return Added.of(new PacedCalls.Samples(List.of(Duration.ofMillis(100L + millis)), Map.of()),
                Duration.ofMillis(100));
    }

    @Test
    void only_what_comes_on_top_of_the_providers_time_is_told() {
        LatencyResult result = new LatencyResult("load", added(2), added(7), added(20),
                new Tally(20_000, 10, Map.of()));
        assertThat(result.isRight()).isTrue();
        assertThat(result.text("platform")).containsPattern("direct +1 +2.0 +2.0").containsPattern("alone +1 +7.0")
                .containsPattern("while 20,000 batch jobs run at 2,000/s +1 +20.0");
    }

    @Test
    void without_a_batch_there_is_no_line_for_it() {
        assertThat(new LatencyResult("load", added(2), added(7), null, null).text("platform")).doesNotContain("batch");
    }

    @Test
    void unanswered_calls_and_a_wrong_batch_make_the_result_wrong() {
        Added unanswered = Added.of(new PacedCalls.Samples(List.of(), Map.of("status 504", 3)), Duration.ZERO);
        LatencyResult result = new LatencyResult("load", added(2), unanswered, null, null);
        assertThat(result.isRight()).isFalse();
        assertThat(result.text("platform")).contains("WRONG, alone: {status 504=3}");
        assertThat(new LatencyResult("load", added(2), added(2), added(2), new Tally(9, 1, Map.of("failed", 1)))
                .isRight()).isFalse();
    }
}
