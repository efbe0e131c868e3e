package dev.longhaul.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An experiment from its first job to its report, through every service, and over a restart. */
class ExperimentTest {

    private static final int JOBS = 20;
    private static final String VARIANTS = """
            "variants": [{"name": "long", "model": "default"},
             {"name": "short", "model": "default", "parameters": {"max_tokens": 2}}]""";

    @TempDir
    private Path data = Path.of("");
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        http.close();
    }

    private JsonNode call(Standalone standalone, String path, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(standalone.url() + path))
                .header("Authorization", "Bearer " + standalone.apiKey());
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json").POST(BodyPublishers.ofString(body));
        }
        try {
            HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
            return JsonMapper.shared().readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private JsonNode submit(Standalone standalone, String experiment, String prompt) {
        return call(standalone, "/v1/jobs", """
                {"model": "default", "experiment": "%s", "messages": [{"role": "user", "content": "%s"}]}"""
                .formatted(experiment, prompt));
    }

    private JsonNode created(Standalone standalone, String more) {
        return call(standalone, "/v1/experiments", "{\"name\": \"a trial\", " + more + ", " + VARIANTS + "}");
    }

    @Test
    void every_prompt_is_run_by_every_variant_and_what_that_costs_is_counted_once_and_stops_it() {
        StandaloneOptions options = new StandaloneOptions(data, 0, 8, Duration.ofMillis(10));
        String paired;
        String capped;
        try (Standalone first = Standalone.start(options, Map.of())) {
            paired = created(first, "\"mode\": \"paired\"").path("id").asString();
            for (int i = 0; i < JOBS; i++) {
                assertThat(submit(first, paired, "Compare " + i).path("experiment").isNull()).isTrue();
            }
            JsonNode report = awaitReport(first, paired);
            assertThat(report.path("differences").path(0).path("pairs").asInt()).isEqualTo(JOBS);
            assertThat(report.path("differences").path(0).path("completion_tokens").path("high").asDouble())
                    .as("the variant's max_tokens is asked for").isNegative();
            BigDecimal cost = report.path("variants").valueStream()
                    .map(variant -> variant.path("total_cost_usd").decimalValue())
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
            assertThat(cost).isPositive();
            // the record is written a moment before the ledger
            Awaitility.await().untilAsserted(
                    () -> assertThat(call(first, "/v1/experiments/" + paired, "").path("spent_usd").decimalValue())
                            .isEqualByComparingTo(cost));

            capped = created(first, "\"mode\": \"share\", \"max_cost_usd\": 0.000001").path("id").asString();
            Awaitility.await().atMost(Duration.ofSeconds(60))
                    .until(() -> submit(first, capped, "Spend").path("experiment").isNull());
        }
        try (Standalone second = Standalone.start(options, Map.of())) {
            JsonNode stopped = call(second, "/v1/experiments/" + capped, "");
            assertThat(stopped.path("stop_reason").asString()).isEqualTo("spend_cap");
            assertThat(submit(second, capped, "Spend").path("experiment").isNull()).isTrue();
            assertThat(call(second, "/v1/experiments/" + paired, "").path("state").asString()).isEqualTo("running");
            assertThat(awaitReport(second, paired).path("variants").path(0).path("succeeded").asInt())
                    .isEqualTo(JOBS);
        }
    }

    private JsonNode awaitReport(Standalone standalone, String experiment) {
        return Awaitility.await().atMost(Duration.ofSeconds(60))
                .until(() -> call(standalone, "/v1/experiments/" + experiment + "/report", ""),
                        report -> report.path("variants").valueStream()
                                .allMatch(variant -> variant.path("succeeded").asInt() == JOBS));
    }
}
