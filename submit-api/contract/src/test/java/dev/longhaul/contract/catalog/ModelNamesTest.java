package dev.longhaul.contract.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.catalog.Catalog.Target;
import dev.longhaul.contract.catalog.ModelNames.Resolved;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
    @ValueSource(strings = {"gpt-4o-mini@sim", "fast@sim", "fast@openai@sim"})
    void a_model_at_a_provider_has_this_one_alone_in_its_route(String asked) {
        Resolved found = names.find(asked).orElseThrow();

        assertThat(found.name()).isEqualTo("gpt-4o-mini@sim");
        assertThat(found.route()).containsExactly(new Target("sim", "gpt-4o-mini", "eu", null));
        assertThat(found.price()).isEqualTo(names.find("gpt-4o-mini").map(Resolved::price).orElseThrow());
        assertThat(names.anywhere(found.name())).isEqualTo("gpt-4o-mini");
    }

    @Test
    void what_is_behind_the_last_at_is_part_of_the_name_unless_it_is_a_provider() {
        assertThat(names.find("openai/o3@20261101@openai"))
                .contains(new Resolved("openai/o3@20261101@openai",
                        List.of(new Target("openai", "o3@20261101", null, null)), null, null));
        assertThat(names.anywhere("openai/o3@20261101")).isEqualTo("openai/o3@20261101");
        assertThat(names.anywhere("@openai")).isEqualTo("@openai");
    }

    @ParameterizedTest
    @CsvSource({"gpt-4o-mini, gpt-4o-mini", "fast, gpt-4o-mini", "fast@sim, gpt-4o-mini", "openai/o3, openai/*",
            "openai/sim-large@sim, openai/sim-*", "gone, other"})
    void metrics_have_a_bounded_number_of_names(String asked, String family) {
        assertThat(names.family(asked)).isEqualTo(family);
    }

    @Test
    void a_larger_model_is_at_the_same_provider_or_there_is_none() {
        ModelNames some = new ModelNames(CatalogFileTest.read("""
                version: 1
                pools: {default: {}}
                providers:
                  a: {dialect: openai, base-url: "http://127.0.0.1:1/v1"}
                  b: {dialect: openai, base-url: "http://127.0.0.1:2/v1"}
                models:
                  small: {route: [{provider: a}, {provider: b}], larger-model: large}
                  large: {route: [{provider: a}]}
                """));

        assertThat(some.find("small@a").map(Resolved::largerModel)).contains("large@a");
        assertThat(some.find("small@b").orElseThrow().largerModel()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"echo@openai", "none@sim", "@sim", "", "gpt-4o", "openai/", "openai", "GPT-4O-MINI",
            "any-"})
    void any_other_name_means_nothing(String asked) {
        assertThat(names.find(asked)).isEmpty();
    }
}
