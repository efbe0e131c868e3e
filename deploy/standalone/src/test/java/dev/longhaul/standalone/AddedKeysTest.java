package dev.longhaul.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.client.Job;
import dev.longhaul.client.JobRequest;
import dev.longhaul.client.LonghaulClient;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.worker.vault.NewKeysetCommand;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A provider's key, and its pause, from the administrator's request to the worker's call. */
class AddedKeysTest {

    private static final String NAME = "team-c";
    private static final String SECRET = "sk-of-team-c";
    private static final int JOBS = 20;

    @TempDir
    private Path directory = Path.of("");
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeEach
    void makeKeysets() throws IOException {
        Files.writeString(directory.resolve("master.key"), "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=\n");
        Path secret = directory.resolve("private.json");
        Path open = directory.resolve("public.json");
        String master = "file:" + directory.resolve("master.key");
        assertThat(NewKeysetCommand.run(List.of(master, secret.toString(), open.toString()), name -> null, System.out))
                .isZero();
        System.setProperty("longhaul.worker.keyset", secret.toString());
        System.setProperty("longhaul.worker.master-key", master);
        System.setProperty("longhaul.api.worker-keyset", open.toString());
    }

    @AfterEach
    void forget() {
        http.close();
        List.of("longhaul.worker.keyset", "longhaul.worker.master-key", "longhaul.api.worker-keyset")
                .forEach(System::clearProperty);
    }

    @Test
    void a_key_is_used_when_it_is_added_after_a_restart_and_no_more_when_it_is_revoked_and_a_pause_holds()
            throws Exception {
        StandaloneOptions options = new StandaloneOptions(directory.resolve("data"), 0, 8, Duration.ofMillis(1));
        try (Standalone first = Standalone.start(options, Map.of())) {
            HttpResponse<String> added = send(request(first, "").header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString("{\"name\": \"" + NAME + "\", \"api_key\": \"" + SECRET
                            + "\", \"weight\": 1000, \"reason\": \"trial\"}")));
            assertThat(added.statusCode()).as(added.body()).isEqualTo(200);
            awaitUse(first);
        }
        try (Standalone second = Standalone.start(options, Map.of())) {
            awaitUse(second);
            HttpResponse<String> revoked = send(request(second, "/" + NAME + "?reason=over").DELETE());
            assertThat(revoked.statusCode()).as(revoked.body()).isEqualTo(200);
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> !keysOf(second).contains(NAME));
            pauseAndResume(second);
        }
    }

    private void pauseAndResume(Standalone standalone) throws IOException, InterruptedException {
        try (LonghaulClient client = LonghaulClient.builder().url(standalone.url()).apiKey(standalone.apiKey())
                .build()) {
            assertThat(send(order(standalone, "pause")).body()).contains("\"paused\":true");
            JobId id = client.submit(JobRequest.chat("default").user("Hello later").build()).id();
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(
                    () -> client.get(id).json().path("waiting_for").asString(""), "provider"::equals);

            assertThat(send(order(standalone, "resume")).body()).contains("\"paused\":false");

            Job ended = client.waitFor(id, Duration.ofSeconds(60));
            assertThat(ended.state()).isEqualTo(JobState.SUCCEEDED);
            assertThat(ended.json().path("attempts")).hasSize(1);
        }
    }

    private static HttpRequest.Builder order(Standalone standalone, String what) {
        return HttpRequest.newBuilder(URI.create(standalone.url() + "/admin/providers/openai/" + what))
                .header("Authorization", "Bearer " + standalone.adminKey())
                .POST(BodyPublishers.ofString("{\"reason\": \"trial\"}"));
    }

    /** The added key has a thousand times the weight of the other one. */
    private static void awaitUse(Standalone standalone) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> keysOf(standalone).contains(NAME));
    }

    /** Which keys some jobs are called with. */
    private static List<String> keysOf(Standalone standalone) {
        try (LonghaulClient client = LonghaulClient.builder().url(standalone.url()).apiKey(standalone.apiKey())
                .build()) {
            List<Job> jobs = IntStream.range(0, JOBS)
                    .mapToObj(i -> client.submit(JobRequest.chat("default").user("Hello " + i).build())).toList();
            return jobs.stream().map(job -> client.waitFor(job.id(), Duration.ofSeconds(60)))
                    .flatMap(job -> job.json().path("attempts").findValuesAsString("key").stream()).toList();
        }
    }

    private static HttpRequest.Builder request(Standalone standalone, String path) {
        return HttpRequest.newBuilder(URI.create(standalone.url() + "/admin/providers/openai/keys" + path))
                .header("Authorization", "Bearer " + standalone.adminKey());
    }

    private HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
        assertThat(answer.body()).doesNotContain(SECRET);
        return answer;
    }
}
