package dev.longhaul.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.api.testing.Answer;
import dev.longhaul.api.testing.FakeJob;
import dev.longhaul.api.testing.FakePipeline;
import dev.longhaul.api.testing.TestApi;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("amqp")
class StopTest {

    private final FakePipeline pipeline = FakePipeline.shared();
    private final String model = TestApi.freshModel();
    private final LinkedBlockingQueue<FakeJob> held = new LinkedBlockingQueue<>();

    private String body(String more) {
        return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]" + more + "}";
    }

    private static void awaitWaiting(TestApi api, String kind) {
        Awaitility.await().until(() -> api.call("/actuator/prometheus").get().body()
                .contains("longhaul_requests_waiting{kind=\"" + kind + "\"} 1"));
    }

    /** On a thread of its own: the common pool, which HTTP clients answer on, may have one thread only. */
    private static CompletableFuture<Void> close(TestApi api) {
        return CompletableFuture.runAsync(api::close, command -> Thread.ofPlatform().start(command));
    }

    @Test
    void a_stop_lets_calls_finish_and_then_tells_those_that_have_not() throws InterruptedException {
        pipeline.script(model, job -> {
            job.record();
            held.add(job.dispatch());
        });
        TestApi api = TestApi.start(Map.of("longhaul.api.stop-grace", "1500ms")).awaitReady();
        CompletableFuture<Answer> finishing = api.call("/v1/chat/completions").postAsync(body(""));
        FakeJob first = held.take();
        CompletableFuture<Answer> streaming = api.call("/v1/chat/completions").postAsync(body(",\"stream\":true"));
        FakeJob second = held.take().chunks(0, "Half");
        CompletableFuture<Answer> poll = api.call("/v1/jobs/" + second.id() + "?wait=60").getAsync();
        CompletableFuture<Answer> events = api.call("/v1/jobs/" + second.id() + "/events").getAsync();
        awaitWaiting(api, "poll");
        awaitWaiting(api, "events");

        CompletableFuture<Void> stopped = close(api);

        assertThat(poll.orTimeout(10, TimeUnit.SECONDS).join().hasStatus(200).json().path("status").asString())
                .as("a poll is answered at once").isEqualTo("dispatched");
        assertThat(events.orTimeout(10, TimeUnit.SECONDS).join().body()).contains("dispatched").doesNotContain("done");
        assertThat(streaming).as(() -> streaming.isDone() ? streaming.join().body() : "").isNotDone();
        first.end(FakeJob.succeeded("just in time"));
        assertThat(finishing.orTimeout(10, TimeUnit.SECONDS).join().hasStatus(200).body()).contains("just in time");
        assertThat(streaming.orTimeout(10, TimeUnit.SECONDS).join().body()).contains("Half", "\"code\":\"overloaded\"",
                second.id().toString());
        stopped.orTimeout(30, TimeUnit.SECONDS).join();
    }

    @Test
    void a_sync_call_that_does_not_finish_in_time_gets_a_503_with_its_job() throws InterruptedException {
        pipeline.script(model, job -> {
            job.record();
            held.add(job.dispatch());
        });
        TestApi api = TestApi.start(Map.of("longhaul.api.stop-grace", "100ms")).awaitReady();
        CompletableFuture<Answer> call = api.call("/v1/chat/completions").postAsync(body(""));
        FakeJob job = held.take();

        CompletableFuture<Void> stopped = close(api);

        Answer answer = call.orTimeout(20, TimeUnit.SECONDS).join().isError(503, "overloaded", null);
        assertThat(answer.header("x-longhaul-job-id")).isEqualTo(job.id().toString());
        assertThat(answer.header("x-should-retry")).isEqualTo("false");
        stopped.orTimeout(30, TimeUnit.SECONDS).join();
        job.end(FakeJob.succeeded("later"));
        assertThat(TestApi.shared().call("/v1/jobs/" + job.id()).get().hasStatus(200).body()).contains("later");
    }

    @Test
    void more_calls_than_may_wait_are_told_to_come_back() throws InterruptedException {
        pipeline.script(model, job -> {
            job.record();
            held.add(job.dispatch());
        });
        try (TestApi api = TestApi.start(Map.of("longhaul.api.max-waiting", "1"))) {
            CompletableFuture<Answer> first = api.call("/v1/chat/completions").postAsync(body(""));
            FakeJob job = held.take();

            Answer second = api.call("/v1/chat/completions").post(body("")).isError(503, "overloaded", null);

            assertThat(second.header("Retry-After")).isEqualTo("1");
            job.end(FakeJob.succeeded("done"));
            first.join().hasStatus(200);
        }
    }
}
