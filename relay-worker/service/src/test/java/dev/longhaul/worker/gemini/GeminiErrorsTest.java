package dev.longhaul.worker.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.worker.dialect.EventReader.Step;
import dev.longhaul.worker.dialect.Reading;
import dev.longhaul.worker.provider.AttemptResult;
import dev.longhaul.worker.provider.Fault.Scope;
import dev.longhaul.worker.provider.ProviderCall;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

class GeminiErrorsTest {

    private static final Instant NOW = Instant.parse("2026-11-26T10:00:00Z");

    private final GeminiDialect dialect = new GeminiDialect();
    private final ProviderCall call = GoldenFiles.call("m", GoldenFiles.MAPPER.createObjectNode(), true);

    @ParameterizedTest(name = "{0}: {1}")
    @CsvFileSource(resources = "/gemini-errors.csv", numLinesToSkip = 1, delimiter = ';', quoteCharacter = '`')
    void an_error_asks_for(String what, int status, @Nullable String body, @Nullable String retryAfter,
            String expected, String code, double waitSeconds, boolean possiblyBilled, Scope scope) {
        Map<String, String> headers = retryAfter == null ? Map.of() : Map.of("retry-after", retryAfter);

        AttemptResult.Faulted result = dialect.error(status, headers::get, bytes(body), NOW);

        assertThat(result.getClass().getSimpleName()).isEqualTo(expected);
        assertThat(result.fault().code()).isEqualTo(code);
        assertThat(result.fault().httpStatus()).isEqualTo(status);
        assertThat(result.fault().message()).isNotBlank();
        assertThat(result.fault().scope()).isEqualTo(scope);
        assertThat(result.possiblyBilled()).isEqualTo(possiblyBilled);
        if (result instanceof AttemptResult.Retryable retryable) {
            assertThat(retryable.pause()).isEqualTo(Duration.ofMillis(Math.round(waitSeconds * 1_000)));
        }
    }

    @Test
    void a_refusal_keeps_the_providers_words_and_names_its_field() {
        AttemptResult.Faulted result = dialect.error(400, name -> null, bytes("""
                {"error":{"code":400,"message":"Invalid value","status":"INVALID_ARGUMENT","details":[
                {"@type":"type.googleapis.com/google.rpc.BadRequest","fieldViolations":[
                {"field":"generation_config.top_k","description":"too large"}]}]}}"""), NOW);

        assertThat(result).isInstanceOf(AttemptResult.Refused.class);
        assertThat(result.fault().message()).isEqualTo("Invalid value");
        assertThat(result.fault().param()).isEqualTo("generation_config.top_k");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            {"error":{"code":503,"message":"m","status":"UNAVAILABLE"}}; Transient; 503
            {"error":{"code":429,"message":"m","status":"RESOURCE_EXHAUSTED"}}; Throttled; 429
            {"error":{"message":"m","status":"RESOURCE_EXHAUSTED"}}; Throttled; 429
            {"error":{"message":"m","status":"UNAVAILABLE"}}; Transient; 503
            {"error":{"message":"m","status":"DEADLINE_EXCEEDED"}}; Ambiguous; 504
            {"error":{"message":"m","status":"INVALID_ARGUMENT"}}; Refused; 400
            {"error":{"message":"m","status":"PERMISSION_DENIED"}}; KeyUnusable; 403
            {"error":{"message":"m","status":"UNAUTHENTICATED"}}; KeyUnusable; 401
            {"error":{"message":"m","status":"NOT_FOUND"}}; Refused; 404
            {"error":{"message":"m","status":"ABORTED"}}; Transient; 409
            {"error":{"message":"m","status":"CANCELLED"}}; Ambiguous; 499
            {"error":{"message":"m","status":"UNIMPLEMENTED"}}; Transient; 501
            {"error":{"code":14,"message":"a code of gRPC's","status":"UNAVAILABLE"}}; Transient; 503
            {"error":{"message":"what?"}}; Ambiguous; 500
            """)
    void an_error_under_status_200_means_the_same_in_a_body_and_in_a_stream(String body, String expected, int status) {
        Reading.DressedError dressed = (Reading.DressedError) dialect.read(bytes(body), call, NOW);
        Step.Failed failed = (Step.Failed) dialect.events(call, NOW).read(body);

        assertThat(dressed.error()).isEqualTo(failed.error());
        assertThat(failed.error().getClass().getSimpleName()).isEqualTo(expected);
        assertThat(failed.error().fault().httpStatus()).isEqualTo(status);
    }

    @Test
    void an_error_in_a_stream_names_its_wait_too() {
        String event = """
                {"error":{"code":429,"message":"m","status":"RESOURCE_EXHAUSTED","details":[
                {"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"36s"}]}}""";

        assertThat(dialect.events(call, NOW).read(event)).isInstanceOfSatisfying(Step.Failed.class,
                failed -> assertThat(((AttemptResult.Throttled) failed.error()).pause())
                        .isEqualTo(Duration.ofSeconds(36)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            ``
            null
            [{"candidates":[]}]
            <html>busy</html>
            {"candidates":[
            """)
    void what_is_no_answer_is_garbage(String body) {
        assertThat(dialect.read(bytes(body), call, NOW)).isInstanceOf(Reading.Garbage.class);
        assertThat(dialect.events(call, NOW).read(body)).isInstanceOf(Step.Garbage.class);
    }

    private static byte[] bytes(@Nullable String text) {
        return (text == null ? "" : text).getBytes(StandardCharsets.UTF_8);
    }
}
