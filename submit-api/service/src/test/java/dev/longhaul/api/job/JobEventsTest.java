package dev.longhaul.api.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.api.testing.FakeJob;
import dev.longhaul.api.testing.FakePipeline;
import dev.longhaul.api.testing.RawHttp;
import dev.longhaul.api.testing.TestApi;
import java.io.IOException;
import java.net.Socket;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JobEventsTest {

    private final TestApi api = TestApi.shared();
    private final FakePipeline pipeline = FakePipeline.shared();
    private final String model = TestApi.freshModel();
    private final CompletableFuture<FakeJob> held = new CompletableFuture<>();

    private FakeJob hold(String more) {
        pipeline.script(model, job -> {
            job.record();
            held.complete(job);
        });
        api.call("/v1/jobs").post("{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]"
                + more + "}").hasStatus(202);
        return held.join();
    }

    private Iterator<String> follow(TestApi from, FakeJob job) {
        return from.call("/v1/jobs/" + job.id() + "/events").lines().body().filter(line -> !line.isEmpty()).iterator();
    }

    private static void assertStatus(Iterator<String> lines, FakeJob job, String status) {
        assertThat(lines.next()).isEqualTo("event: status");
        JsonNode data = JsonMapper.shared().readTree(lines.next().substring("data: ".length()));
        assertThat(data.propertyNames()).containsExactly("id", "status", "at");
        assertThat(data.path("id").asString()).isEqualTo(job.id().toString());
        assertThat(data.path("status").asString()).isEqualTo(status);
        assertThat(data.path("at").asLong()).isPositive();
    }

    @Test
    void a_job_is_followed_from_where_it_stands_to_its_end() {
        FakeJob job = hold(",\"stream\":true");
        Iterator<String> lines = follow(api, job);
        assertStatus(lines, job, "queued");

        job.dispatch().start();
        assertStatus(lines, job, "running");
        job.chunks(0, "One", "Two");
        assertThat(lines.next()).isEqualTo("event: chunk");
        assertThat(lines.next()).startsWith("data: {\"id\":\"chatcmpl-1\"").contains("One");
        assertThat(lines.next()).isEqualTo("event: chunk");
        assertThat(lines.next()).contains("Two");
        job.end(FakeJob.succeeded("OneTwo"));
        assertStatus(lines, job, "succeeded");
        assertThat(lines.next()).isEqualTo("event: done");
        JsonNode done = JsonMapper.shared().readTree(lines.next().substring("data: ".length()));
        assertThat(done.path("object").asString()).isEqualTo("job");
        assertThat(done.path("response").path("object").asString()).isEqualTo("chat.completion");
        assertThat(lines.hasNext()).isFalse();
    }

    @Test
    void a_job_that_has_ended_is_told_at_once() {
        FakeJob job = hold("").dispatch().end(FakeJob.succeeded("done"));

        Iterator<String> lines = follow(api, job);

        assertStatus(lines, job, "succeeded");
        assertThat(lines.next()).isEqualTo("event: done");
        assertThat(lines.next()).contains("\"status\":\"succeeded\"");
        assertThat(lines.hasNext()).isFalse();
    }

    @Test
    void a_quiet_job_is_kept_alive_and_its_dispatch_seen_by_the_safety_read() {
        try (TestApi quick = TestApi
                .start(Map.of("longhaul.api.keep-alive", "50ms", "longhaul.api.safety-read", "100ms"))) {
            FakeJob job = hold("");
            Iterator<String> lines = follow(quick, job);
            assertStatus(lines, job, "queued");
            assertThat(lines.next()).isEqualTo(": keep-alive");

            job.dispatch();

            String line = lines.next();
            while (line.equals(": keep-alive")) {
                line = lines.next();
            }
            assertThat(line).isEqualTo("event: status");
            assertThat(lines.next()).contains("\"status\":\"dispatched\"");
        }
    }

    @Test
    void nobody_is_waited_for_who_has_gone() throws IOException {
        FakeJob job = hold("");
        try (Socket socket = RawHttp.open(api.port(), "GET /v1/jobs/" + job.id()
                + "/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + TestApi.ACME.reveal() + "\r\n\r\n")) {
            RawHttp.readUntil(socket, "\"status\":\"queued\"");
            assertThat(waiting()).isEqualTo(1);
        }
        Awaitility.await().until(() -> waiting() == 0);
    }

    private long waiting() {
        return api.call("/actuator/prometheus").get().body().lines()
                .filter(line -> line.startsWith("longhaul_requests_waiting{kind=\"events\"}"))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ')))).findFirst()
                .orElseThrow();
    }
}
