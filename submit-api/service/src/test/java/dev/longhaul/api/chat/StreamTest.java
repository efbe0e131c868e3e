package dev.longhaul.api.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.api.testing.Answer;
import dev.longhaul.api.testing.FakeJob;
import dev.longhaul.api.testing.FakePipeline;
import dev.longhaul.api.testing.TestApi;
import dev.longhaul.contract.message.Failure;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.Reply;
import java.net.http.HttpResponse;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Tag("amqp")
class StreamTest {

    private final TestApi api = TestApi.shared();
    private final FakePipeline pipeline = FakePipeline.shared();
    private final String model = TestApi.freshModel();
    private final CompletableFuture<FakeJob> held = new CompletableFuture<>();

    private String body(String more) {
        return "{\"model\":\"" + model + "\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]"
                + more
                + "}";
    }

    /** Holds the job after its dispatch. */
    private void hold() {
        pipeline.script(model, job -> {
            job.record();
            held.complete(job.dispatch());
        });
    }

    /** Streams what a script sends, to the end. */
    private List<String> events(String more) {
        return api.call("/v1/chat/completions").lines(body(more)).body().filter(line -> !line.isEmpty()).toList();
    }

    private static String content(String event) {
        return JsonMapper.shared().readTree(event.substring("data: ".length())).path("choices").path(0).path("delta")
                .path("content").asString("");
    }

    @Test
    void each_piece_is_with_the_client_before_the_next_one_is_made() {
        hold();
        CompletableFuture<HttpResponse<Stream<String>>> opening = CompletableFuture
                .supplyAsync(() -> api.call("/v1/chat/completions").lines(body("")));
        FakeJob job = held.join().chunks(0, "One");
        HttpResponse<Stream<String>> response = opening.join();
        Iterator<String> lines = response.body().filter(line -> !line.isEmpty()).iterator();

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
        assertThat(response.headers().firstValue("x-longhaul-job-id")).contains(job.id().toString());
        assertThat(content(lines.next())).isEqualTo("One");
        job.chunks(1, "Two", "Three");
        assertThat(content(lines.next())).isEqualTo("Two");
        assertThat(content(lines.next())).isEqualTo("Three");
        job.chunks(3, "").end(FakeJob.succeeded("OneTwoThree"));
        assertThat(lines.next()).contains("\"finish_reason\":\"stop\"");
        assertThat(lines.next()).isEqualTo("data: [DONE]");
        assertThat(lines.hasNext()).isFalse();
        assertThat(pipeline.taken(model).getFirst().stream()).isTrue();
        assertThat(pipeline.taken(model).getFirst().request()).doesNotContain("\"stream\":");
    }

    @Test
    void an_answer_that_was_not_streamed_to_us_is_cut_into_chunks() {
        List<String> events = events(",\"stream_options\":{\"include_usage\":true}");

        assertThat(events).hasSize(4);
        JsonNode first = JsonMapper.shared().readTree(events.getFirst().substring(6));
        assertThat(first.path("object").asString()).isEqualTo("chat.completion.chunk");
        assertThat(first.path("id").asString()).isEqualTo("chatcmpl-1");
        assertThat(first.path("choices").path(0).path("delta").path("role").asString()).isEqualTo("assistant");
        assertThat(content(events.getFirst())).isEqualTo("Hello from " + model);
        assertThat(events.get(1)).contains("\"finish_reason\":\"stop\"");
        assertThat(events.get(2)).contains("\"choices\":[]", "\"prompt_tokens\":7", "\"total_tokens\":10");
        assertThat(events.get(3)).isEqualTo("data: [DONE]");
    }

    @Test
    void tool_calls_of_a_whole_answer_become_numbered_pieces() {
        String completion = """
                {"id":"c","object":"chat.completion","created":1,"model":"m","service_tier":"flex","choices":[{"index":0,
                "message":{"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function",
                "function":{"name":"f","arguments":"{}"}}]},"finish_reason":"tool_calls"}]}""";
        pipeline.script(model, job -> {
            job.record();
            job.dispatch().end(new Outcome.Succeeded(completion, null));
        });

        List<String> events = events(",\"stream_options\":{\"include_usage\":true}");

        assertThat(events).hasSize(3);
        assertThat(events.getFirst()).contains("\"tool_calls\":[{\"index\":0,\"id\":\"call_1\"",
                "\"service_tier\":\"flex\"");
        assertThat(events.get(1)).contains("\"finish_reason\":\"tool_calls\"");
    }

    @Test
    void usage_is_left_out_unless_the_client_asked_for_it() {
        pipeline.script(model, job -> {
            job.record();
            job.dispatch().chunks(0, "Hi", "").reply(new Reply.Chunks(job.id(), 1, 2,
                    List.of(FakeJob.chunk("", "{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}"))));
            job.end(FakeJob.succeeded("Hi"));
        });

        assertThat(events("")).hasSize(3).noneMatch(event -> event.contains("\"usage\""));
        assertThat(events(",\"stream_options\":{\"include_usage\":true}")).hasSize(4)
                .filteredOn(event -> event.contains("\"usage\"")).singleElement().asString()
                .contains("\"total_tokens\":3");
    }

    @Test
    void usage_that_the_provider_did_not_stream_is_added_when_asked_for() {
        pipeline.script(model, job -> {
            job.record();
            job.dispatch().chunks(0, "Hi", "").end(FakeJob.succeeded("Hi"));
        });

        assertThat(events(",\"stream_options\":{\"include_usage\":true}").get(2)).contains("\"id\":\"chatcmpl-1\"",
                "\"choices\":[]", "\"total_tokens\":10");
    }

    @Test
    void a_job_that_fails_before_its_first_piece_answers_with_a_status() {
        pipeline.script(model, job -> {
            job.record();
            job.dispatch().end(new Outcome.Failed(new Failure("provider_refused", "No.", "messages", 422, null)));
        });

        Answer answer = api.call("/v1/chat/completions").post(body("")).isError(422, "provider_refused", "messages");

        assertThat(answer.header("x-longhaul-job-id")).startsWith("job_");
    }

    @Test
    void a_job_that_fails_in_the_middle_tells_so_within_the_stream() {
        hold();
        CompletableFuture<HttpResponse<Stream<String>>> opening = CompletableFuture
                .supplyAsync(() -> api.call("/v1/chat/completions").lines(body("")));
        FakeJob job = held.join().chunks(0, "Half");
        Iterator<String> lines = opening.join().body().filter(line -> !line.isEmpty()).iterator();
        // the record's word of the end may come before the piece, and the answer is a status then
        assertThat(content(lines.next())).isEqualTo("Half");

        job.end(new Outcome.Failed(new Failure("provider_unavailable", "Gone.", null, null, null)));

        assertThat(lines.next()).startsWith("data: {\"error\":{\"message\":\"Gone.\"").contains(
                "\"code\":\"provider_unavailable\"", "\"param\":null");
        assertThat(lines.hasNext()).isFalse();
    }

    @Test
    void pieces_of_a_second_dispatch_never_follow_those_of_the_first() {
        pipeline.script(model, job -> {
            job.record();
            job.dispatch().chunks(0, "Old").requeue().dispatch().chunks(0, "New").end(FakeJob.succeeded("New"));
        });

        List<String> events = events("");

        assertThat(content(events.getFirst())).isEqualTo("Old");
        assertThat(events).hasSize(2);
        assertThat(events.get(1)).contains("stream_interrupted", "/v1/jobs/job_").doesNotContain("New");
    }

    @Test
    void a_second_dispatch_streams_when_the_first_had_sent_nothing() {
        pipeline.script(model, job -> {
            job.record();
            job.dispatch().requeue();
            api.awaitEventsOf(job);
            job.dispatch().chunksOf(1, 0, "stale").chunks(0, "New", "").end(FakeJob.succeeded("New"));
        });

        List<String> events = events("");

        assertThat(content(events.getFirst())).isEqualTo("New");
        assertThat(events).hasSize(3).noneMatch(event -> event.contains("stale"));
    }

    @Test
    void stale_pieces_after_newer_ones_are_dropped() {
        pipeline.script(model, job -> {
            job.record();
            job.dispatch().requeue().dispatch().chunks(0, "New").chunksOf(1, 0, "stale").chunks(1, "")
                    .end(FakeJob.succeeded("New"));
        });

        List<String> events = events("");

        assertThat(events).hasSize(3).noneMatch(event -> event.contains("stale"));
        assertThat(events.get(2)).isEqualTo("data: [DONE]");
    }

    @Test
    void a_piece_that_comes_twice_is_passed_on_once() {
        pipeline.script(model, job -> {
            job.record();
            job.dispatch().chunks(0, "A", "B").chunks(1, "B", "C").chunks(0, "A").chunks(3, "")
                    .end(FakeJob.succeeded("ABC"));
        });

        assertThat(events("").stream().filter(event -> event.contains("content")).map(StreamTest::content))
                .containsExactly("A", "B", "C");
    }

    @Test
    void a_hole_in_the_pieces_ends_the_stream_and_is_never_hidden() {
        pipeline.script(model, job -> {
            job.record();
            job.dispatch().chunks(0, "A").chunks(2, "C").end(FakeJob.succeeded("ABC"));
        });

        assertThat(events("").getLast()).contains("stream_interrupted");
    }

    @Test
    void an_end_that_is_missing_is_noticed() {
        pipeline.script(model, job -> {
            job.record();
            job.dispatch().chunks(0, "A").end(FakeJob.succeeded("ABC"));
        });

        assertThat(events("").getLast()).contains("stream_interrupted");
    }

    @Test
    void a_stream_whose_reply_was_lost_ends_by_the_record() {
        pipeline.script(model, job -> {
            job.record();
            job.dispatch().endUnanswered(FakeJob.succeeded("from the record"));
        });

        List<String> events = events("");

        assertThat(content(events.getFirst())).isEqualTo("from the record");
        assertThat(events.getLast()).isEqualTo("data: [DONE]");
    }

    @Test
    void a_cancel_ends_a_stream() {
        pipeline.script(model, job -> {
            job.record();
            api.call("/v1/jobs/" + job.id() + "/cancel").post("").hasStatus(200);
        });

        api.call("/v1/chat/completions").post(body("")).isError(409, "job_cancelled", null);
    }

    @Test
    void a_quiet_stream_is_kept_alive_and_tells_a_timeout_within() {
        try (TestApi quick = TestApi.start(Map.of("longhaul.api.keep-alive", "50ms")).awaitReady()) {
            hold();
            List<String> lines = quick.call("/v1/chat/completions").header("Prefer", "wait=1").lines(body(""))
                    .body().filter(line -> !line.isEmpty()).toList();

            assertThat(lines.getFirst()).isEqualTo(": keep-alive");
            assertThat(lines.getLast()).contains("\"code\":\"job_timeout\"");
        }
    }

    @Test
    void a_repeat_gets_the_whole_answer_although_it_missed_the_beginning() {
        hold();
        CompletableFuture<List<String>> first = CompletableFuture.supplyAsync(() -> idempotent());
        FakeJob job = held.join().chunks(0, "A");
        CompletableFuture<List<String>> second = CompletableFuture.supplyAsync(() -> idempotent());
        Awaitility.await().until(() -> api.call("/actuator/prometheus").get().body().lines()
                .anyMatch(line -> line.startsWith("longhaul_requests_waiting{kind=\"stream\"} 2")));

        job.chunks(1, "B", "").end(FakeJob.succeeded("AB"));

        assertThat(first.join()).hasSize(4);
        assertThat(content(second.join().getFirst())).isEqualTo("AB");
        assertThat(second.join().getLast()).isEqualTo("data: [DONE]");
        assertThat(content(idempotent().getFirst())).as("after the end").isEqualTo("AB");
    }

    private List<String> idempotent() {
        return api.call("/v1/chat/completions").header("Idempotency-Key", model).lines(body("")).body()
                .filter(line -> !line.isEmpty()).toList();
    }
}
