package dev.longhaul.api.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.api.testing.Answer;
import dev.longhaul.api.testing.TestApi;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ModelsTest {

    private final TestApi api = TestApi.shared();

    @ParameterizedTest
    @ValueSource(strings = {"/v1/models", "/api/v1/llm/models"})
    void models_and_their_aliases_are_listed(String path) {
        JsonNode list = api.call(path).get().hasStatus(200).json();

        assertThat(list.path("object").asString()).isEqualTo("list");
        assertThat(list.path("data").values().stream().map(model -> model.path("id").asString()))
                .containsExactly("small", "tiny", "vendor/tiny-1");
        assertThat(list.path("data").path(0).toString()).isEqualTo(
                "{\"id\":\"small\",\"object\":\"model\",\"created\":1768435200,\"owned_by\":\"simulator\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"small", "vendor/tiny-1", "test/anything/at/all"})
    void a_model_is_found_by_name_alias_and_wildcard(String name) {
        assertThat(api.call("/v1/models/" + name).get().hasStatus(200).json().path("id").asString()).isEqualTo(name);
    }

    @Test
    void a_model_that_is_not_there_is_a_404() {
        api.call("/v1/models/gpt-0").get().isError(404, "model_not_found", "model");
        api.call("/v1/models/test/").get().isError(404, "model_not_found", "model");
        for (String provider : List.of("abroad", "nobody")) {
            Answer answer = api.call("/v1/models/tiny@" + provider).get().isError(404, "model_not_found", "model");
            assertThat(answer.json().path("error").path("message").asString()).isEqualTo(
                    "The model 'small' is not to be had at '" + provider + "', only at [simulator].");
        }
    }
}
