package dev.longhaul.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.simulator.Simulator;
import dev.longhaul.simulator.config.FaultAction;
import dev.longhaul.simulator.config.FaultRule;
import dev.longhaul.simulator.config.Latency;
import dev.longhaul.simulator.config.SimulatorConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Two administrators replay the same dead letters, and a {@code kill -9} comes in the middle: each job once. */
class ReplayKillTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int JOBS = 200;
    private static final Duration A_WHILE = Duration.ofMinutes(2);

    @TempDir
    private Path directory = Path.of("");

    private final Simulator simulator = Simulator.start(SimulatorConfig.defaults().withLatency(Latency.fixed(20))
            .withFaults(FaultRule.always(FaultAction.Status.of(400))));
    private final HttpClient http = HttpClient.newHttpClient();
    private Path data = Path.of("");

    @BeforeEach
    void prepare() {
        data = directory.resolve("data");
    }

    @AfterEach
    void stopSimulator() {
        http.close();
        simulator.close();
    }

    private JsonNode call(String url, String key, String type, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).header("Authorization", "Bearer " + key);
        if (!body.isEmpty()) {
            request.header("Content-Type", type).POST(HttpRequest.BodyPublishers.ofString(body));
        }
        try {
            HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
            return JSON.readTree(answer.body().lines().findFirst().orElse("{}"));
        } catch (IOException e) {
            throw new AssertionError(url, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private JsonNode admin(StandaloneProcess platform, String path, String body) {
        Properties secrets = new Properties();
        try (InputStream in = Files.newInputStream(data.resolve("secrets.properties"))) {
            secrets.load(in);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return call(platform.url() + path, secrets.getProperty("admin-key"), "application/json", body);
    }

    private void fail(StandaloneProcess platform) {
        call(platform.url() + "/v1/jobs/bulk", platform.apiKey(), "application/x-ndjson",
                IntStream.range(0, JOBS).mapToObj(i -> "{\"model\":\"gpt-5.4-nano\",\"lane\":\"batch\","
                        + "\"messages\":[{\"role\":\"user\",\"content\":\"How many sheep are " + i + "?\"}]}")
                        .collect(Collectors.joining("\n")));
        Awaitility.await().atMost(A_WHILE).untilAsserted(() -> {
            JsonNode groups = admin(platform, "/admin/dead_letters/groups", "").path("data");
            assertThat(groups).hasSize(1);
            assertThat(groups.path(0).path("count").asInt()).isEqualTo(JOBS);
        });
    }

    private List<String> replayTwice(StandaloneProcess platform) {
        List<String> replays = new ArrayList<>();
        for (String who : List.of("ann", "bob")) {
            replays.add(admin(platform, "/admin/replays",
                    "{\"rate_per_second\":30,\"reason\":\"the provider is back, says " + who + "\"}").path("id")
                    .asString());
        }
        return replays;
    }

    private JsonNode replay(StandaloneProcess platform, String id) {
        return admin(platform, "/admin/replays/" + id, "");
    }

    @Test
    void each_dead_letter_is_replayed_once_over_a_kill_and_two_administrators() throws Exception {
        List<String> replays;
        List<String> jobs;
        try (StandaloneProcess platform = StandaloneProcess.start(data, simulator)) {
            fail(platform);
            jobs = admin(platform, "/admin/dead_letters", "").path("data").findValuesAsString("id");
            simulator.configure(config -> config.withFaults());
            replays = replayTwice(platform);
            Awaitility.await().atMost(A_WHILE).pollInterval(Duration.ofMillis(20))
                    .until(() -> replay(platform, replays.getFirst()).path("done").asInt() > 50);
            platform.kill();
        }
        assertThat(jobs).as("the first page of them").hasSize(100);
        try (StandaloneProcess platform = StandaloneProcess.start(data, simulator)) {
            for (String id : replays) {
                Awaitility.await().atMost(A_WHILE).untilAsserted(
                        () -> assertThat(replay(platform, id).path("status").asString()).isEqualTo("completed"));
            }
            JsonNode one = replay(platform, replays.getFirst());
            JsonNode other = replay(platform, replays.getLast());
            assertThat(one.path("replayed").asInt() + other.path("replayed").asInt()).isEqualTo(JOBS);
            assertThat(one.path("succeeded").asInt() + other.path("succeeded").asInt()).isEqualTo(JOBS);
            assertThat(admin(platform, "/admin/dead_letters", "").path("data")).isEmpty();
            JsonNode calls = call(simulator.baseUrl() + "/_sim/ledger/jobs", "", "", "");
            for (String job : jobs) {
                JsonNode seen = admin(platform, "/admin/dead_letters/" + job, "");
                assertThat(seen.path("past")).as("generations before of %s", seen).hasSize(1);
                assertThat(seen.path("job").path("status").asString()).isEqualTo("succeeded");
                int possiblyBilled = 0;
                for (JsonNode attempt : seen.path("job").path("attempts")) {
                    possiblyBilled += attempt.path("possibly_billed").asBoolean() ? 1 : 0;
                }
                // one that failed, one that succeeded, and those that the kill broke off
                assertThat(calls.path(job).asInt()).as(job).isBetween(2, 2 + possiblyBilled);
            }
        }
    }
}
