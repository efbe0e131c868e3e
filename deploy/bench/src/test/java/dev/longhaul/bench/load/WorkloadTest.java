package dev.longhaul.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WorkloadTest {

    private final Workload workload = new Workload("some-model", 1_024, 256, 7, 0);

    @Test
    void prompts_are_of_the_wanted_length_and_all_different() {
        assertThat(IntStream.range(0, 1_000).mapToObj(i -> workload.prompt("run", i))).doesNotHaveDuplicates()
                .allSatisfy(prompt -> assertThat(prompt).hasSize(1_024));
    }

    @Test
    void a_prompt_can_be_made_again_but_only_with_the_same_salt() {
        assertThat(workload.prompt("run", 3)).isEqualTo(workload.prompt("run", 3))
                .isNotEqualTo(workload.prompt("other", 3))
                .isNotEqualTo(new Workload("some-model", 1_024, 256, 8, 0).prompt("run", 3));
    }

    @Test
    void answers_have_four_characters_a_token() {
        assertThat(workload.answer("a question")).hasSize(1_024).isNotEqualTo(workload.answer("another question"));
    }

    @Test
    void as_many_prompts_as_wanted_repeat_an_earlier_one() {
        Workload repeating = new Workload("some-model", 100, 10, 7, 0.4);
        List<String> prompts = IntStream.range(0, 10_000).mapToObj(i -> repeating.prompt("run", i)).toList();

        assertThat(new HashSet<>(prompts).size()).isBetween(5_800, 6_200);
        assertThat(prompts.get(0)).startsWith("run 0:");
    }
}
