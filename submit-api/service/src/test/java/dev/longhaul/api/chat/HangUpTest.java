package dev.longhaul.api.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.api.testing.FakeJob;
import dev.longhaul.api.testing.FakePipeline;
import dev.longhaul.api.testing.RawHttp;
import dev.longhaul.api.testing.TestApi;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("amqp")
class HangUpTest {

    private final TestApi api = TestApi.shared();
    private final FakePipeline pipeline = FakePipeline.shared();
    private final String model = TestApi.freshModel();
    private final CompletableFuture<FakeJob> held = new CompletableFuture<>();

    private Socket call(String more, String headers) {
        String body = "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]" + more + "}";
        return RawHttp.open(api.port(),
                "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + TestApi.ACME.reveal()
                        + "\r\nContent-Type: application/json\r\n" + headers + "Content-Length: " + body.length()
                        + "\r\n\r\n" + body);
    }

    private void holdRecorded() {
        pipeline.script(model, job -> {
            job.record();
            held.complete(job);
        });
    }

    private String status(FakeJob job) {
        return api.call("/v1/jobs/" + job.id()).get().json().path("status").asString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",\"stream\":true"})
    void a_job_that_has_not_started_is_cancelled_when_its_client_hangs_up(String more) throws IOException {
        holdRecorded();
        Socket socket = call(more, "");
        FakeJob job = held.join();

        socket.close();

        Awaitility.await().untilAsserted(() -> assertThat(status(job)).isEqualTo("cancelled"));
    }

    @Test
    void a_job_that_is_not_even_recorded_is_cancelled_as_soon_as_it_is() throws IOException {
        CompletableFuture<Void> mayRecord = new CompletableFuture<>();
        pipeline.script(model, job -> {
            held.complete(job);
            mayRecord.join();
            job.record();
        });
        Socket socket = call("", "");
        FakeJob job = held.join();
        socket.close();
        Awaitility.await().until(() -> api.call("/actuator/prometheus").get().body()
                .contains("longhaul_requests_waiting{kind=\"chat\"} 0"));

        mayRecord.complete(null);

        Awaitility.await().untilAsserted(() -> assertThat(status(job)).isEqualTo("cancelled"));
    }

    @Test
    void a_job_that_runs_goes_on_when_its_client_hangs_up() throws IOException {
        holdRecorded();
        Socket socket = call("", "");
        FakeJob job = held.join().dispatch().start();

        socket.close();
        Awaitility.await().until(() -> api.call("/actuator/prometheus").get().body()
                .contains("longhaul_requests_waiting{kind=\"chat\"} 0"));
        job.end(FakeJob.succeeded("paid for"));

        assertThat(status(job)).isEqualTo("succeeded");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "G", "GET /v1/models HTTP/1.1\r\nHost: x\r\n\r\n"})
    void a_client_that_stays_is_not_taken_for_one_that_has_gone(String pipelined) throws IOException {
        holdRecorded();
        try (Socket socket = call("", "")) {
            FakeJob job = held.join();
            socket.getOutputStream().write(pipelined.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            // several looks at the connection
            Awaitility.await().during(Duration.ofMillis(500)).until(() -> status(job).equals("queued"));

            job.dispatch().end(FakeJob.succeeded("patience"));

            assertThat(RawHttp.readUntil(socket, "patience")).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void a_poll_whose_client_pipelines_its_next_request_is_not_given_up() throws IOException {
        holdRecorded();
        try (Socket chat = call("", "")) {
            FakeJob job = held.join();
            String get = "GET /v1/jobs/" + job.id() + "?wait=30 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                    + TestApi.ACME.reveal() + "\r\n\r\n";
            try (Socket socket = RawHttp.open(api.port(), get + get)) {
                Awaitility.await().during(Duration.ofMillis(500)).until(() -> api.call("/actuator/prometheus").get()
                        .body().contains("longhaul_requests_waiting{kind=\"poll\"} 1"));

                job.dispatch().end(FakeJob.succeeded("patience"));

                assertThat(RawHttp.readUntil(socket, "patience")).contains("\"status\":\"succeeded\"");
                assertThat(RawHttp.readUntil(chat, "patience")).startsWith("HTTP/1.1 200");
            }
        }
    }

    @Test
    void a_job_that_another_call_made_is_not_cancelled_with_its_second_caller() throws IOException {
        holdRecorded();
        CompletableFuture<?> first = api.call("/v1/chat/completions").header("Idempotency-Key", model)
                .postAsync("{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
        FakeJob job = held.join();
        Socket second = call("", "Idempotency-Key: " + model + "\r\n");
        Awaitility.await().until(() -> api.call("/actuator/prometheus").get().body()
                .contains("longhaul_requests_waiting{kind=\"chat\"} 2"));

        second.close();
        Awaitility.await().until(() -> api.call("/actuator/prometheus").get().body()
                .contains("longhaul_requests_waiting{kind=\"chat\"} 1"));

        assertThat(status(job)).isEqualTo("queued");
        job.dispatch().end(FakeJob.succeeded("for the first"));
        first.join();
    }
}
