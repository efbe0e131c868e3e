package dev.longhaul.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.simulator.Simulator;
import dev.longhaul.simulator.config.Latency;
import dev.longhaul.simulator.config.SimulatorConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The main promise, on the platform as its users run it: a set of prompts through {@code longhaul batch run}, with and
 * without a {@code kill -9} in the middle. The simulator runs apart, so that its ledger outlives the platform.
 */
class KillTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int PROMPTS = 1_319;

    @TempDir
    private Path directory = Path.of("");

    private Simulator simulator = Simulator
            .start(SimulatorConfig.defaults().withLatency(Latency.fixed(200)));

    private Path prompts = Path.of("");
    private Path data = Path.of("");

    @BeforeEach
    void prepare() throws IOException {
        prompts = prompts();
        data = directory.resolve("data");
    }

    @AfterEach
    void stopSimulator() {
        simulator.close();
    }

    /** The GSM8K questions where they are at hand, otherwise as many made-up ones. */
    private Path prompts() throws IOException {
        Path root = Path.of("").toAbsolutePath();
        while (root != null && !Files.exists(root.resolve("shared/data/prompts/gsm8k-test.jsonl"))) {
            root = root.getParent();
        }
        if (root != null) {
            return root.resolve("shared/data/prompts/gsm8k-test.jsonl");
        }
        Path made = directory.resolve("prompts.jsonl");
        Files.write(made, IntStream.range(0, PROMPTS)
                .mapToObj(i -> "{\"prompt\":\"How many sheep are " + i + " sheep and one more?\"}").toList());
        return made;
    }

    private StandaloneProcess start() throws IOException {
        return StandaloneProcess.start(data, simulator);
    }

    @Test
    void every_prompt_gets_its_result_by_one_provider_call() throws Exception {
        Path results = directory.resolve("results.jsonl");
        try (StandaloneProcess platform = start()) {
            BatchRunProcess run = BatchRunProcess.start(platform, prompts, results);
            assertThat(run.exitCode()).isEqualTo(BatchRunProcess.ALL_SUCCEEDED);
            assertThat(jobsOf(results)).hasSize(PROMPTS);
            awaitExactUsage(platform, results);
        }
        assertThat(callsByJob().values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(PROMPTS);
    }

    @Test
    void a_kill_in_the_middle_loses_nothing_and_hides_no_call() throws Exception {
        Path results = directory.resolve("results.jsonl");
        int killAfter = RandomGenerator.getDefault().nextInt(50, 1_000);
        try (StandaloneProcess platform = start()) {
            BatchRunProcess run = BatchRunProcess.start(platform, prompts, results);
            Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(5))
                    .until(() -> simulator.ledger().asked() >= killAfter);
            platform.kill();
            run.exitCode();
        }
        try (StandaloneProcess platform = start()) {
            assertThat(BatchRunProcess.start(platform, prompts, results).exitCode())
                    .as("killed after %s calls", killAfter).isEqualTo(BatchRunProcess.ALL_SUCCEEDED);
            Set<String> jobs = jobsOf(results);
            assertThat(jobs).as("killed after %s calls", killAfter).hasSize(PROMPTS);
            Map<String, Integer> calls = callsByJob();
            assertThat(calls.keySet()).isSubsetOf(jobs);
            for (String job : jobs) {
                assertCallsAreAccountedFor(platform, job, calls.getOrDefault(job, 0), killAfter);
            }
            awaitExactUsage(platform, results);
        }
    }

    private static void assertCallsAreAccountedFor(StandaloneProcess platform, String job, int calls, int killAfter)
            throws IOException, InterruptedException {
        assertThat(calls).as(job).isPositive();
        if (calls == 1) {
            return;
        }
        JsonNode seen = get(platform, "/v1/jobs/" + job);
        assertThat(seen.path("status").asString()).isEqualTo("succeeded");
        int possiblyBilled = 0;
        for (JsonNode attempt : seen.path("attempts")) {
            possiblyBilled += attempt.path("possibly_billed").asBoolean() ? 1 : 0;
        }
        assertThat(possiblyBilled).as("possibly billed attempts of %s, killed after %s calls: %s", job, killAfter, seen)
                .isGreaterThanOrEqualTo(calls - 1);
    }

    /** What the killed process had not counted is counted within a minute and a half of the restart. */
    private static void awaitExactUsage(StandaloneProcess platform, Path results) throws IOException {
        long tokens = 0;
        for (String line : Files.readAllLines(results)) {
            tokens += JSON.readTree(line).path("response").path("body").path("usage").path("total_tokens").asLong();
        }
        String expected = PROMPTS + " jobs, " + tokens + " tokens";
        Awaitility.await().atMost(Duration.ofMinutes(3)).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            JsonNode total = get(platform, "/v1/usage?group_by=").path("total");
            assertThat(total.path("requests").asLong() + " jobs, " + total.path("total_tokens").asLong() + " tokens")
                    .isEqualTo(expected);
        });
    }

    private static JsonNode get(StandaloneProcess platform, String path) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(platform.url() + path))
                    .header("Authorization", "Bearer " + platform.apiKey()).build();
            return JSON.readTree(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
        }
    }

    /** The ids of the jobs in a results file: one line each, all with a 200. */
    private static Set<String> jobsOf(Path results) throws IOException {
        List<String> ids = new ArrayList<>();
        for (String line : Files.readAllLines(results)) {
            JsonNode result = JSON.readTree(line);
            assertThat(result.path("response").path("status_code").asInt()).as(line).isEqualTo(200);
            ids.add(result.path("longhaul").path("job_id").asString());
        }
        assertThat(ids).doesNotHaveDuplicates();
        return new HashSet<>(ids);
    }

    /** How often the simulator was called for each job. */
    private Map<String, Integer> callsByJob() throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(simulator.baseUrl() + "/_sim/ledger/jobs")).build();
            JsonNode counts = JSON.readTree(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
            Map<String, Integer> calls = new HashMap<>();
            for (Map.Entry<String, JsonNode> count : counts.properties()) {
                calls.merge(count.getKey(), count.getValue().asInt(), Integer::sum);
            }
            return calls;
        }
    }
}
