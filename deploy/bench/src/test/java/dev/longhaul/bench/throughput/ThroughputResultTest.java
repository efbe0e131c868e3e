package dev.longhaul.bench.throughput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.longhaul.bench.load.Tally;
import dev.longhaul.bench.measure.ProcessUse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ThroughputResultTest {

    private static Side side(double seconds, long providerCalls, Map<String, Integer> problems) {
        return Side.of(new Tally(1_000, seconds, problems), providerCalls, List
                .of(new ProcessUse("driver", false, 0.25, 0.25, null), new ProcessUse("simulator", true, 9, 9, null)));
    }

    private static Run run(double seconds) {
        return new Run(side(0.1, 1_000, Map.of()), side(seconds, 1_000, Map.of()));
    }

    @Test
    void the_table_quotes_the_ratio_of_one_run_the_median_one() {
        ThroughputResult result = ThroughputResult.of("load", false, List.of(run(0.5), run(0.2), run(0.4)));
        assertThat(result.median().platform().jobsPerSecond()).isCloseTo(2_500, within(1e-6));
        assertThat(result.ratio()).isCloseTo(0.25, within(1e-6));
        assertThat(result.text("platform")).contains("median of 3 runs by the platform's jobs/s: 2,000, 5,000, 2,500")
                .containsPattern("platform / direct +0.25");
    }

    @Test
    void of_two_runs_the_slower_one_is_shown() {
        assertThat(Run.median(List.of(run(0.2), run(0.4))).platform().jobsPerSecond()).isCloseTo(2_500, within(1e-6));
    }

    @Test
    void the_providers_cpu_is_not_the_platforms() {
        assertThat(run(1).platform().cpuSecondsPerThousand()).isCloseTo(0.25, within(1e-9));
    }

    @Test
    void a_wrong_answer_or_a_call_too_many_makes_the_result_wrong() {
        Run wrongAnswer = new Run(side(1, 1_000, Map.of()), side(1, 1_000, Map.of("an answer to another prompt", 2)));
        Run paidTwice = new Run(side(1, 1_000, Map.of()), side(1, 1_001, Map.of()));
        assertThat(ThroughputResult.of("load", false, List.of(run(1))).isRight()).isTrue();
        assertThat(ThroughputResult.of("load", false, List.of(run(1), wrongAnswer)).isRight()).isFalse();
        assertThat(ThroughputResult.of("load", false, List.of(paidTwice)).text("platform"))
                .contains("WRONG, platform: none; 1001 provider calls for 1000 jobs");
        assertThat(ThroughputResult.of("load", false, List.of(wrongAnswer)).text("platform"))
                .contains("WRONG, platform: {an answer to another prompt=2}");
    }

    @Test
    void where_prompts_repeat_fewer_calls_are_right_and_told() {
        Run shared = new Run(side(1, 1_000, Map.of()), side(1, 640, Map.of()));

        assertThat(ThroughputResult.of("load", false, List.of(shared)).isRight()).isFalse();
        ThroughputResult result = ThroughputResult.of("load", true, List.of(shared));
        assertThat(result.isRight()).isTrue();
        assertThat(result.text("platform")).contains("answered without a call of their own: 36.0 % of the jobs")
                .doesNotContain("WRONG");
    }

    @Test
    void programs_find_the_same_figures_in_json() {
        JsonNode json = JsonMapper.shared().valueToTree(ThroughputResult.of("load", false, List.of(run(0.5))));
        assertThat(json.path("ratio").asDouble()).isCloseTo(0.2, within(1e-6));
        assertThat(json.path("median").path("platform").path("jobsPerSecond").asDouble()).isCloseTo(2_000,
                within(1e-6));
        assertThat(json.path("runs").size()).isEqualTo(1);
    }
}
