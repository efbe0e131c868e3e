package dev.longhaul.api.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.job.CachePolicy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CacheKeyTest {

    private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";
    private static final String PLAIN = "{\"model\":\"small\"," + MESSAGES + ",\"temperature\":0}";

    private static @Nullable String key(String body) {
        return TestSubmissions.read(body).cacheKey();
    }

    private static String with(String fields) {
        return PLAIN.substring(0, PLAIN.length() - 1) + "," + fields + "}";
    }

    @Test
    void a_key_is_short_and_stays_what_it_is() {
        // written down, because keys are compared with those of earlier versions that are in the record
        assertThat(key(PLAIN)).isEqualTo("jvJ2UUqFxhSRplFGu2JC8nrVXFW861Sj");
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "{\"temperature\":0,\"messages\":[{\"content\":\"hi\",\"role\":\"user\"}],\"model\":\"small\"}",
            " {\"model\" : \"small\",\n\"messages\":[ {\"role\":\"user\" ,\"content\":\"hi\"} ],\t\"temperature\":0.0 } ",
            "{\"model\":\"small\",\"messages\":[{\"role\":\"user\",\"content\":\"\\u0068i\"}],\"temperature\":-0}",
            "{\"mod\\u0065l\":\"small\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"temperature\":0e5}",
            "{\"model\":\"tiny\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"temperature\":0}",
            "{\"model\":\"vendor/tiny-1\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"temperature\":0}"})
    void the_same_request_in_other_words_has_the_same_key(String same) {
        assertThat(key(same)).isNotNull().isEqualTo(key(PLAIN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"user\":\"ann\"", "\"safety_identifier\":\"x\"", "\"prompt_cache_key\":\"x\"",
            "\"prompt_cache_retention\":\"24h\"", "\"service_tier\":\"flex\"", "\"stream\":true",
            "\"stream\":true,\"stream_options\":{\"include_usage\":true}", "\"metadata\":{\"a\":\"b\"}",
            "\"lane\":\"batch\",\"priority\":9,\"custom_id\":\"x\",\"batch\":\"b\",\"idempotency_key\":\"k\"",
            "\"cache\":\"always\""})
    void what_changes_nothing_about_the_answer_changes_nothing_about_the_key(String fields) {
        assertThat(key(with(fields))).isNotNull().isEqualTo(key(PLAIN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"seed\":1", "\"max_tokens\":10", "\"stop\":\"x\"", "\"store\":true", "\"top_p\":0.5",
            "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]", "\"reasoning_effort\":\"low\"",
            "\"response_format\":{\"type\":\"json_object\"}", "\"vendor_field\":{\"user\":\"ann\"}"})
    void what_may_change_the_answer_changes_the_key(String field) {
        assertThat(key(with(field))).isNotNull().isNotEqualTo(key(PLAIN));
    }

    @Test
    void requests_that_differ_have_keys_that_differ() {
        assertThat(key(PLAIN.replace("hi", "Hi"))).isNotEqualTo(key(PLAIN));
        assertThat(key(PLAIN.replace("hi", "h\\u0000i"))).isNotNull().isNotEqualTo(key(PLAIN));
        assertThat(key(PLAIN.replace("small", "test/small"))).isNotNull().isNotEqualTo(key(PLAIN));
        assertThat(key(with("\"stop\":[\"a\",\"b\"]"))).isNotEqualTo(key(with("\"stop\":[\"b\",\"a\"]")));
        assertThat(key(with("\"vendor_field\":{\"user\":\"ann\"}")))
                .isNotEqualTo(key(with("\"vendor_field\":{\"user\":\"bob\"}")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"DETERMINISTIC |     | 1 | false", "DETERMINISTIC | 0   | 1 | true",
            "DETERMINISTIC | 0   | 2 | false", "DETERMINISTIC | 0.1 | 1 | false", "ALWAYS |     | 1 | true",
            "ALWAYS | 1   | 3 | true", "NEVER | 0   | 1 | false", "NEVER |     | 1 | false"})
    void the_policy_says_whether_an_answer_may_be_shared(CachePolicy policy, @Nullable Double temperature, long answers,
            boolean wanted) {
        assertThat(CacheKey.isWanted(policy, temperature, answers)).isEqualTo(wanted);
    }

    @Test
    void the_request_decides_by_its_own_fields() {
        String hot = PLAIN.replace("\"temperature\":0", "\"temperature\":1");
        assertThat(key(hot)).isNull();
        assertThat(key(PLAIN.replace("\"temperature\":0", "\"temperature\":null"))).isNull();
        assertThat(key(hot.replace("{\"model\"", "{\"cache\":\"always\",\"model\""))).isNotNull();
        assertThat(key(with("\"cache\":\"never\""))).isNull();
        assertThat(key(with("\"n\":2"))).isNull();
        assertThat(key(with("\"n\":2,\"cache\":\"always\""))).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"seed\":9007199254740993", "\"seed\":-9007199254740993",
            "\"vendor_field\":[{\"x\":1e400}]",
            "\"vendor_field\":9007199254740993.0", "\"vendor_field\":\"\\ud83d\""})
    void a_request_without_a_canonical_form_of_its_own_has_no_key(String field) {
        assertThat(key(with(field))).isNull();
    }

    @Test
    void integers_that_a_double_can_tell_apart_are_told_apart() {
        assertThat(key(with("\"seed\":9007199254740991"))).isNotNull()
                .isNotEqualTo(key(with("\"seed\":9007199254740990")));
    }

    @Test
    void a_large_number_in_a_field_without_effect_does_no_harm() {
        assertThat(key(with("\"stream\":true,\"stream_options\":{\"include_usage\":true,\"x\":9007199254740993}")))
                .isEqualTo(key(PLAIN));
    }
}
