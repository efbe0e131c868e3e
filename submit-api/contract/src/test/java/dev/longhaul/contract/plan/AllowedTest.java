package dev.longhaul.contract.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.catalog.Catalog;
import dev.longhaul.contract.catalog.CatalogFile;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedTest {

    private static final Catalog CATALOG = CatalogFile.read(new ByteArrayInputStream("""
            version: 1
            providers:
              anywhere: {dialect: openai, base-url: "http://127.0.0.1:1/v1"}
              european: {dialect: openai, base-url: "http://127.0.0.1:1/v1", region: eu}
              american: {dialect: openai, base-url: "http://127.0.0.1:1/v1", region: us}
            models:
              small: {route: [{provider: anywhere}]}
            """.getBytes(StandardCharsets.UTF_8)), "test");

    @Test
    void nothing_said_is_everything_allowed() {
        assertThat(Allowed.ALL.provider("any")).isTrue();
        assertThat(Allowed.ALL.region("any")).isTrue();
        assertThat(Allowed.ALL.region(null)).isTrue();
    }

    @Test
    void what_is_not_named_is_not_allowed() {
        Allowed some = new Allowed(List.of("a", "b"), List.of("eu"));

        assertThat(some.provider("a")).isTrue();
        assertThat(some.provider("c")).isFalse();
        assertThat(some.region("eu")).isTrue();
        assertThat(some.region("EU")).isFalse();
        assertThat(some.region("")).isFalse();
        assertThat(some.region(null)).isFalse();
    }

    @Test
    void order_and_repeats_make_no_difference() {
        assertThat(new Allowed(List.of("b", "a", "b"), null)).isEqualTo(new Allowed(List.of("a", "b"), null));
    }

    @Test
    void a_provider_that_states_another_region_is_not_allowed_and_one_that_states_none_is() {
        assertThat(CATALOG.narrowed(new Allowed(null, List.of("eu"))).providers()).containsExactly("anywhere",
                "european");
        assertThat(CATALOG.narrowed(new Allowed(List.of("american", "european"), List.of("eu"))).providers())
                .containsExactly("european");
        assertThat(CATALOG.narrowed(new Allowed(List.of("american"), List.of("eu"))).provider("american")).isFalse();
        assertThat(CATALOG.narrowed(new Allowed(List.of("american"), null)).providers()).containsExactly("american");
        assertThat(CATALOG.narrowed(Allowed.ALL)).isEqualTo(Allowed.ALL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"eu", "eu-west-1", "EU", "cn.shanghai_2", "9"})
    void a_region_has_a_form(String region) {
        assertThat(region).matches(Allowed.REGION);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "-eu", "e u", "\u6b27", "eu\n"})
    void what_is_not_of_the_form_is_no_region(String region) {
        assertThat(region.matches(Allowed.REGION)).isFalse();
    }
}
