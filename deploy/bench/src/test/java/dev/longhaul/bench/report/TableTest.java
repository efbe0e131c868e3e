package dev.longhaul.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.longhaul.bench.measure.MemoryUse;
import dev.longhaul.bench.measure.ProcessUse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TableTest {

    @Test
    void names_stand_to_the_left_and_figures_to_the_right() {
        assertThat(new Table("", "jobs/s").row("direct", "18,700").row("platform", "9")).hasToString("""
                          jobs/s
                direct    18,700
                platform       9
                """);
    }

    @Test
    void a_row_of_another_width_is_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Table("", "a").row("only one"));
    }

    @Test
    void figures_do_not_depend_on_the_machines_language() {
        assertThat(Figures.whole(20_000.4)).isEqualTo("20,000");
        assertThat(Figures.decimal(0.28449, 3)).isEqualTo("0.284");
    }

    @Test
    void the_provider_is_told_apart_from_what_counts() {
        assertThat(Figures.processes(List.of(new ProcessUse("driver", false, 1, 0.05, new MemoryUse(100, 120)),
                new ProcessUse("simulator", true, 1, 0.05, null)))).isEqualTo("""
                        process                                   CPU s / 1,000 jobs  RSS MiB  peak MiB
                        driver                                                 0.050      100       120
                        simulator (the provider: not in the sum)               0.050        -         -
                        """);
    }

    @Test
    void problems_are_told_by_reason() {
        assertThat(Figures.problems(Map.of())).isEqualTo("none");
        assertThat(Figures.problems(Map.of("status 500", 2, "an answer to another prompt", 1)))
                .isEqualTo("{an answer to another prompt=1, status 500=2}");
    }
}
