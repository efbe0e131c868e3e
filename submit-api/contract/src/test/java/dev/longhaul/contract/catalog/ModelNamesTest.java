package dev.longhaul.contract.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.catalog.Catalog.Target;
import dev.longhaul.contract.catalog.ModelNames.Resolved;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelNamesTest {

    private final ModelNames names = new ModelNames(CatalogFileTest.read(CatalogFileTest.GOOD));

    @ParameterizedTest
    @ValueSource(strings = {"gpt-4o-mini", "mini", "fast"})
    void a_name_and_its_aliases_mean_the_catalogues_name(String asked) {
        Resolved found = names.find(asked).orElseThrow();

        assertThat(found.name()).isEqualTo("gpt-4o-mini");
        assertThat(found.route()).containsExactly(new Target("openai", "gpt-4o-mini-2024-07-18", null, 3),
                new Target("sim", "gpt-4o-mini", "eu", null));
        assertThat(found.price()).isNotNull();
    }

    @Test
    void a_target_without_a_name_of_its_own_takes_the_catalogues() {
        assertThat(names.find("echo"))
                .contains(new Resolved("echo", List.of(new Target("sim", "echo", null, null)), null, null));
    }

    @Test
    void a_wildcard_passes_on_what_stands_in_its_place() {
        assertThat(names.find("openai/o3").map(Resolved::route))
                .contains(List.of(new Target("openai", "o3", null, null)));
    }

    @Test
    void the_longest_prefix_wins_and_its_star_is_filled_in() {
        assertThat(names.find("openai/sim-large").map(Resolved::route))
                .contains(List.of(new Target("sim", "simulated-large", null, null)));
    }

    @Test
    void a_wildcard_may_send_a_whole_family_to_one_model() {
        assertThat(names.find("any-thing").map(Resolved::route))
                .contains(List.of(new Target("sim", "echo", null, null)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gpt-4o", "openai/", "openai", "GPT-4O-MINI", "any-"})
    void any_other_name_means_nothing(String asked) {
        assertThat(names.find(asked)).isEmpty();
    }
}
