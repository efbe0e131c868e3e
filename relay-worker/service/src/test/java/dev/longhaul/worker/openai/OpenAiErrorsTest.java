package dev.longhaul.worker.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.worker.dialect.ErrorAnswer;
import dev.longhaul.worker.provider.AttemptResult;
import dev.longhaul.worker.provider.Fault;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class OpenAiErrorsTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    @ParameterizedTest(name = "{0}: {1} {2}")
    @CsvFileSource(resources = "/openai-errors.csv", numLinesToSkip = 1, delimiter = ';', quoteCharacter = '`')
    void an_error_asks_for(String provider, int status, String body, String retryAfter, String expected, String code,
            long waitSeconds, boolean possiblyBilled, Fault.Scope scope) {
        Map<String, String> headers = retryAfter == null ? Map.of() : Map.of("retry-after", retryAfter);

        AttemptResult result = OpenAiErrors.of(status, headers::get, bytes(body), NOW);

        assertThat(result.getClass().getSimpleName()).isEqualTo(expected);
        AttemptResult.Faulted faulted = (AttemptResult.Faulted) result;
        assertThat(faulted.fault().code()).isEqualTo(code);
        assertThat(faulted.fault().httpStatus()).isEqualTo(status);
        assertThat(faulted.fault().message()).isNotBlank();
        assertThat(faulted.fault().scope()).isEqualTo(scope);
        assertThat(result.possiblyBilled()).isEqualTo(possiblyBilled);
        if (result instanceof AttemptResult.Retryable retryable) {
            assertThat(retryable.pause()).isEqualTo(Duration.ofSeconds(waitSeconds));
        }
    }

    @Test
    void a_refusal_keeps_the_providers_words() {
        AttemptResult result = OpenAiErrors.of(400,
                name -> null,
                bytes("{\"error\":{\"message\":\"Bad role\",\"type\":\"invalid_request_error\",\"param\":\"messages[0].role\",\"code\":null}}"),
                NOW);

        assertThat(((AttemptResult.Refused) result).fault()).satisfies(fault -> {
            assertThat(fault.message()).isEqualTo("Bad role");
            assertThat(fault.param()).isEqualTo("messages[0].role");
            assertThat(fault.code()).isEqualTo("invalid_request_error");
        });
    }

    @Test
    void a_very_long_message_is_shortened() {
        ErrorAnswer error = OpenAiErrors.read(bytes("{\"error\":\"" + "x".repeat(100_000) + "\"}"));

        assertThat(error.message()).hasSizeLessThan(2_100);
    }

    @Test
    void an_error_inside_a_200_is_judged_by_its_code() {
        assertThat(inside("{\"error\":{\"code\":429,\"message\":\"slow\"}}"))
                .isInstanceOf(AttemptResult.Throttled.class);
        assertThat(inside("{\"error\":{\"code\":400,\"message\":\"bad\"}}"))
                .isInstanceOf(AttemptResult.Refused.class);
        assertThat(inside("{\"error\":{\"code\":503,\"message\":\"full\"}}"))
                .isInstanceOf(AttemptResult.Transient.class);
        assertThat(inside("{\"error\":{\"type\":\"overloaded_error\"}}"))
                .isInstanceOf(AttemptResult.Transient.class);
        assertThat(inside("{\"error\":\"what?\"}")).isInstanceOf(AttemptResult.Ambiguous.class);
        assertThat(inside("{\"error\":{\"type\":\"invalid_request_error\"}}"))
                .isInstanceOf(AttemptResult.Refused.class);
    }

    private static AttemptResult inside(String body) {
        return OpenAiErrors.inside(bytes(body));
    }

    private static byte[] bytes(String text) {
        return (text == null ? "" : text).getBytes(StandardCharsets.UTF_8);
    }
}
