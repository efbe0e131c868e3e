package dev.longhaul.worker.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.worker.dialect.Json;
import dev.longhaul.worker.provider.AttemptResult;
import dev.longhaul.worker.provider.Fault;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

class AnthropicErrorsTest {

    @ParameterizedTest(name = "{0}: {1} {2}")
    @CsvFileSource(resources = "/anthropic-errors.csv", numLinesToSkip = 1, delimiter = ';', quoteCharacter = '`')
    void an_error_asks_for(String provider, int status, @Nullable String body, @Nullable String retryAfter,
            String expected, String code, long waitSeconds, boolean possiblyBilled, Fault.Scope scope) {
        Map<String, String> headers = retryAfter == null ? Map.of() : Map.of("retry-after", retryAfter);

        AttemptResult.Faulted result = new AnthropicDialect().error(status, headers::get,
                (body == null ? "" : body).getBytes(StandardCharsets.UTF_8), Golden.NOW);

        assertThat(result.getClass().getSimpleName()).isEqualTo(expected);
        assertThat(result.fault().code()).isEqualTo(code);
        assertThat(result.fault().httpStatus()).isEqualTo(status);
        assertThat(result.fault().message()).isNotBlank();
        assertThat(result.fault().scope()).isEqualTo(scope);
        assertThat(result.possiblyBilled()).isEqualTo(possiblyBilled);
        if (result instanceof AttemptResult.Retryable retryable) {
            assertThat(retryable.pause()).isEqualTo(Duration.ofSeconds(waitSeconds));
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"invalid_request_error, Refused, 400", "authentication_error, KeyUnusable, 401",
            "billing_error, KeyUnusable, 402", "permission_error, KeyUnusable, 403", "not_found_error, Refused, 404",
            "conflict_error, Transient, 409", "request_too_large, Refused, 413", "rate_limit_error, Throttled, 429",
            "api_error, Ambiguous, 500", "timeout_error, Ambiguous, 504", "overloaded_error, Transient, 529",
            "error_of_tomorrow, Ambiguous, 500"})
    void an_error_inside_a_200_is_judged_by_its_type(String type, String expected, int status) {
        AttemptResult.Faulted error = AnthropicErrors.inside(Json
                .object("{\"type\":\"error\",\"error\":{\"type\":\"" + type + "\",\"message\":\"m\"}}").orElseThrow());

        assertThat(error.getClass().getSimpleName()).isEqualTo(expected);
        assertThat(error.fault().httpStatus()).isEqualTo(status);
        assertThat(error.fault().code()).isEqualTo(type);
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', textBlock = """
            none: x                                                                               | PT0S
            retry-after: 7                                                                        | PT7S
            retry-after: Mon, 23 Nov 2026 10:00:36 GMT                                            | PT36S
            retry-after: 2; requests-remaining: 0; requests-reset: 2026-11-23T10:01:00Z           | PT2S
            requests-remaining: 0; requests-reset: 2026-11-23T10:01:00Z                           | PT1M
            tokens-remaining: 0; tokens-reset: 2026-11-23T10:00:30.5Z                             | PT30.5S
            input-tokens-remaining: 0; input-tokens-reset: 2026-11-23T12:00:30+02:00              | PT30S
            output-tokens-remaining: 0; output-tokens-reset: 2026-11-23T10:00:03Z                 | PT3S
            requests-remaining: 1; requests-reset: 2026-11-23T10:01:00Z                           | PT0S
            requests-reset: 2026-11-23T10:01:00Z                                                  | PT0S
            requests-remaining: 0; requests-reset: 2026-11-23T10:00:10Z; tokens-remaining: 0; tokens-reset: 2026-11-23T10:00:20Z | PT20S
            requests-remaining: 0; requests-reset: 2026-11-23T10:00:10Z; tokens-remaining: 9; tokens-reset: 2026-11-23T10:00:20Z | PT10S
            requests-remaining: 0; requests-reset: 2026-11-23T09:59:00Z                           | PT0S
            requests-remaining: 0; requests-reset: 2027-11-23T10:00:00Z                           | PT24H
            requests-remaining: 0; requests-reset: soon                                           | PT0S
            requests-remaining: 0                                                                 | PT0S
            """)
    void a_wait_is_what_the_headers_say(String headers, Duration wait) {
        Map<String, String> map = new HashMap<>();
        for (String header : headers.split("; ", -1)) {
            String[] parts = header.split(": ", 2);
            map.put(parts[0].endsWith("-remaining") || parts[0].endsWith("-reset")
                    ? "anthropic-ratelimit-" + parts[0]
                    : parts[0], parts[1]);
        }

        assertThat(LimitReset.of(map::get, Golden.NOW)).isEqualTo(wait);
    }
}
