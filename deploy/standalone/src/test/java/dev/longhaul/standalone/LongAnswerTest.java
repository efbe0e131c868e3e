package dev.longhaul.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An answer of more than 5 MiB on every way to its client, through every service. */
class LongAnswerTest {

    private static final int LEAST_BYTES = 5 << 20;
    private static final int CHOICES = 7;

    @TempDir
    private Path data = Path.of("");
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        http.close();
    }

    private String call(Standalone standalone, String path, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(standalone.url() + path))
                .header("Authorization", "Bearer " + standalone.apiKey());
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json").POST(BodyPublishers.ofString(body));
        }
        var response = http.send(request.build(), BodyHandlers.ofString());
        assertThat(response.statusCode()).as(path).isBetween(200, 299);
        return response.body();
    }

    private static String body() {
        return "{\"model\":\"default\",\"n\":" + CHOICES
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"[[sim:tokens=200000]] At length\"}]}";
    }

    private static String said(JsonNode completion) {
        StringBuilder said = new StringBuilder();
        completion.path("choices").forEach(choice -> said.append(choice.at("/message/content").asString()));
        assertThat(completion.path("choices").size()).isEqualTo(CHOICES);
        assertThat(said.length()).isGreaterThan(LEAST_BYTES);
        return said.toString();
    }

    @Test
    void a_long_answer_comes_word_for_word_to_jobs_calls_and_followers() throws Exception {
        StandaloneOptions options = new StandaloneOptions(data, 0, 8, Duration.ofMillis(10));
        try (Standalone standalone = Standalone.start(options, Map.of())) {
            JsonMapper json = JsonMapper.shared();
            String id = json.readTree(call(standalone, "/v1/jobs", body())).path("id").asString();
            JsonNode job = json.readTree(call(standalone, "/v1/jobs/" + id + "?wait=60", ""));
            assertThat(job.path("status").asString()).isEqualTo("succeeded");
            assertThat(job.path("attempts").size()).isEqualTo(1);
            String said = said(job.path("response"));

            String called = said(json.readTree(call(standalone, "/v1/chat/completions", body())));
            assertThat(called.equals(said)).as("the call").isTrue();

            List<String> events = call(standalone, "/v1/jobs/" + id + "/events", "").lines()
                    .filter(line -> !line.isEmpty()).toList();
            assertThat(events.get(events.size() - 2)).isEqualTo("event: done");
            assertThat(said(json.readTree(events.getLast().substring("data: ".length())).path("response")).equals(said))
                    .as("the last event").isTrue();
        }
    }
}
