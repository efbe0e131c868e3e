package dev.longhaul.store.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.message.Failure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CauseTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Rate limit reached in 20s for org-abc123     | Rate limit reached in # for #
            Request req_011CQ failed                     | Request # failed
            See https://example.com/help?id=7 for more   | See <url> for more
            The model `gpt-5.4` does not exist           | The model <text> does not exist
            Unknown field "a.b"                          | Unknown field <text>
            The provider's answer could not be read      | The provider's answer could not be read
            Trop   de    jetons                          | Trop de jetons
            at 2026-11-26T12:00:00Z it broke             | at # it broke
            """)
    void what_names_one_case_is_taken_out_of_a_message(String message, String normalised) {
        assertThat(Cause.normalised(message)).isEqualTo(normalised);
    }

    @Test
    void a_long_message_is_cut() {
        assertThat(Cause.normalised("word ".repeat(100))).hasSize(200);
    }

    @Test
    void two_cases_of_one_cause_have_one_fingerprint_for_ever() {
        Cause one = Cause.of(failure("provider_refused", "No key 17.", 400, "bad"), "main");
        Cause other = Cause.of(failure("provider_refused", "No key 2938.", 400, "bad"), "main");

        assertThat(other.fingerprint()).isEqualTo(one.fingerprint()).isEqualTo("c_96d69ad02346cc4d");
    }

    @Test
    void another_class_provider_code_or_message_is_another_cause() {
        Cause one = Cause.of(failure("provider_refused", "No.", 400, "bad"), "main");

        assertThat(Cause.of(failure("content_filtered", "No.", 400, "bad"), "main").fingerprint())
                .isNotEqualTo(one.fingerprint());
        assertThat(Cause.of(failure("provider_refused", "No.", 400, "bad"), "other").fingerprint())
                .isNotEqualTo(one.fingerprint());
        assertThat(Cause.of(failure("provider_refused", "No.", 400, "worse"), "main").fingerprint())
                .isNotEqualTo(one.fingerprint());
        assertThat(Cause.of(failure("provider_refused", "Never.", 400, "bad"), "main").fingerprint())
                .isNotEqualTo(one.fingerprint());
    }

    /** A pattern that goes back and forth in it would take hours. */
    @Test
    void of_a_message_of_millions_of_letters_the_beginning_counts() {
        assertThat(Cause.normalised("x".repeat(17_000_000))).isEqualTo("x".repeat(200));
    }

    @Test
    void the_status_stands_for_a_code_that_the_provider_did_not_give() {
        assertThat(Cause.of(failure("provider_unavailable", "Away.", 503, null), null).providerCode())
                .isEqualTo("503");
    }

    private static Failure failure(String code, String message, Integer status,
            @org.jspecify.annotations.Nullable String providerCode) {
        return new Failure(code, message, null, status, providerCode);
    }
}
