package dev.longhaul.api.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.store.experiment.Variant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class VariantPromptTest {

    private static String asked(String request, @Nullable String parameters, @Nullable String system) {
        return VariantPrompt.of(request, new Variant("v", "small", parameters, system, 1));
    }

    @Test
    void the_model_and_the_parameters_take_the_place_of_the_requests() {
        assertThat(asked("""
                {"model":"tiny","messages":[],"temperature":1,"seed":4,"stream_options":{"include_usage":true}}""",
                "{\"temperature\":0.2,\"seed\":null,\"top_p\":0.5}", null))
                .isEqualTo("{\"model\":\"small\",\"messages\":[],\"temperature\":0.2,\"top_p\":0.5}");
        assertThat(asked("{\"model\":\"tiny\",\"messages\":[]}", null, null))
                .isEqualTo("{\"model\":\"small\",\"messages\":[]}");
    }

    @Test
    void a_limit_of_tokens_takes_the_place_of_one_by_the_other_name() {
        assertThat(asked("{\"model\":\"tiny\",\"max_tokens\":5}", "{\"max_completion_tokens\":7}", null))
                .isEqualTo("{\"model\":\"small\",\"max_completion_tokens\":7}");
        assertThat(asked("{\"model\":\"tiny\",\"max_completion_tokens\":5}", "{\"max_completion_tokens\":null}", null))
                .isEqualTo("{\"model\":\"small\"}");
    }

    @Test
    void a_system_message_takes_the_place_of_the_prompts_own_or_stands_in_front() {
        String user = "{\"role\":\"user\",\"content\":\"hi\"}";
        String expected = "{\"model\":\"small\",\"messages\":[{\"role\":\"system\",\"content\":\"Be terse.\"}," + user
                + "]}";

        assertThat(asked("{\"model\":\"tiny\",\"messages\":[" + user + "]}", null, "Be terse.")).isEqualTo(expected);
        for (String role : new String[]{"system", "developer"}) {
            assertThat(asked("{\"model\":\"tiny\",\"messages\":[{\"role\":\"" + role + "\",\"content\":\"Be kind.\"},"
                    + user + "]}", null, "Be terse.")).isEqualTo(expected);
        }
    }
}
