package dev.longhaul.api.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.api.testing.Answer;
import dev.longhaul.api.testing.FakeJob;
import dev.longhaul.api.testing.FakePipeline;
import dev.longhaul.api.testing.TestApi;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobIds;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.message.ControlMessage;
import dev.longhaul.contract.message.Failure;
import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.SubmittedJob;
import dev.longhaul.embedded.SharedServers;
import dev.longhaul.link.RelayConsumer;
import dev.longhaul.link.RelayTopology;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Offset;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.amqp.core.Binding;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitAdmin;
import tools.jackson.databind.JsonNode;

@Tag("amqp")
class JobsTest {

    private final TestApi api = TestApi.shared();
    private final FakePipeline pipeline = FakePipeline.shared();
    private final String model = TestApi.freshModel();
    private final CompletableFuture<FakeJob> held = new CompletableFuture<>();

    private String body(String more) {
        return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]" + more + "}";
    }

    private String submit(String more) {
        return api.call("/v1/jobs").post(body(more)).hasStatus(202).json().path("id").asString();
    }

    private FakeJob hold(String more) {
        pipeline.script(model, job -> {
            job.record();
            held.complete(job);
        });
        submit(more);
        return held.join();
    }

    private JsonNode read(JobId id) {
        return api.call("/v1/jobs/" + id).get().hasStatus(200).json();
    }

    @Test
    void jobs_that_ask_for_the_same_answer_carry_the_same_cache_key() {
        submit(",\"temperature\":0,\"user\":\"ann\"");
        submit(",\"user\":\"bob\",\"temperature\":0.0");
        submit(",\"temperature\":0.5");

        List<SubmittedJob> sent = Awaitility.await().until(() -> pipeline.taken(model), list -> list.size() == 3);

        assertThat(sent.get(0).cacheKey()).isNotNull().isEqualTo(sent.get(1).cacheKey());
        assertThat(sent.get(2).cacheKey()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1", "/api/v1/llm"})
    void an_accepted_job_shows_what_was_asked_for(String prefix) {
        Answer answer = api.call(prefix + "/jobs")
                .post(body(",\"lane\":\"batch\",\"priority\":7,\"custom_id\":\"c-1\",\"batch\":\"night.1\","
                        + "\"metadata\":{\"b\":\"2\",\"a\":\"1\"},\"cache\":\"never\",\"on_ambiguous\":\"hold\","
                        + "\"timeouts\":{\"connect_seconds\":null,\"total_seconds\":600},"
                        + "\"deadline\":4102444800,\"webhook_url\":\"https://example.org/h\""))
                .hasStatus(202);

        JsonNode job = answer.json();
        String id = job.path("id").asString();
        assertThat(answer.header("Location")).isEqualTo("/v1/jobs/" + id);
        assertThat(job.propertyNames()).containsExactly("id", "object", "status", "lane", "model", "custom_id",
                "batch", "metadata", "priority", "stream", "cache", "on_ambiguous", "timeouts", "created_at",
                "dispatched_at",
                "started_at",
                "ended_at", "deadline", "not_before", "webhook_url", "waiting_for", "waiting", "cancel_requested",
                "attempts", "possibly_billed", "response", "usage", "cost_usd", "cached", "warnings",
                "error", "experiment");
        assertThat(job.path("object").asString()).isEqualTo("job");
        assertThat(job.path("status").asString()).isEqualTo("queued");
        assertThat(job.path("lane").asString()).isEqualTo("batch");
        assertThat(job.path("priority").asInt()).isEqualTo(7);
        assertThat(job.path("custom_id").asString()).isEqualTo("c-1");
        assertThat(job.path("batch").asString()).isEqualTo("night.1");
        assertThat(job.path("metadata").toString()).isEqualTo("{\"a\":\"1\",\"b\":\"2\"}");
        assertThat(job.path("deadline").asLong()).isEqualTo(4_102_444_800L);
        assertThat(job.path("cache").asString()).isEqualTo("never");
        assertThat(job.path("on_ambiguous").asString()).isEqualTo("hold");
        assertThat(job.path("timeouts").path("total_seconds").asInt()).isEqualTo(600);
        assertThat(job.path("timeouts").path("connect_seconds").isNull()).isTrue();
        SubmittedJob sent = Awaitility.await()
                .until(() -> pipeline.taken(model), list -> !list.isEmpty())
                .getFirst();
        assertThat(sent.lane()).isEqualTo(Lane.BATCH);
        assertThat(sent.batch()).isEqualTo("night.1");
        assertThat(sent.metadata()).isEqualTo(Map.of("a", "1", "b", "2"));
        assertThat(sent.request()).isEqualTo(body(""));
        assertThat(sent.replyTo()).isNull();
        assertThat(sent.estimate().total()).isPositive();
    }

    @Test
    void an_alias_becomes_the_catalogues_name() {
        assertThat(api.call("/v1/jobs").post(body("").replace(model, "vendor/tiny-1")).hasStatus(202).json()
                .path("model").asString()).isEqualTo("small");
    }

    @Test
    void a_finished_job_shows_its_answer_word_for_word_and_its_attempts() {
        String id = submit("");

        JsonNode job = api.call("/v1/jobs/" + id + "?wait=20").get().hasStatus(200).json();

        assertThat(job.path("status").asString()).isEqualTo("succeeded");
        assertThat(job.path("response").toString()).isEqualTo(FakeJob.completion("Hello from " + model));
        assertThat(job.path("usage").path("total_tokens").asInt()).isEqualTo(10);
        assertThat(job.path("error").isNull()).isTrue();
        assertThat(job.path("ended_at").asLong()).isPositive();
        assertThat(job.path("possibly_billed").asBoolean()).isFalse();
        JsonNode attempt = job.path("attempts").path(0);
        assertThat(attempt.path("provider").asString()).isEqualTo("simulator");
        assertThat(attempt.path("outcome").asString()).isEqualTo("succeeded");
        assertThat(attempt.path("duration_ms").asInt()).isEqualTo(12);
    }

    @Test
    void a_job_and_its_attempts_tell_what_they_cost() {
        JsonNode job = read(hold("").dispatch().answer(3_400_000L).id());

        assertThat(job.path("cost_usd").toString()).isEqualTo("0.0034");
        assertThat(job.path("attempts").path(0).path("cost_usd").toString()).isEqualTo("0.0034");
    }

    @Test
    void what_is_free_costs_nothing() {
        JsonNode job = read(hold("").dispatch().answer(0L).id());

        assertThat(job.path("cost_usd").toString()).isEqualTo("0");
        assertThat(job.path("attempts").path(0).path("cost_usd").toString()).isEqualTo("0");
    }

    @Test
    void what_has_no_price_has_no_known_cost() {
        JsonNode job = read(hold("").dispatch().answer(null).id());

        assertThat(job.path("cost_usd").isNull()).isTrue();
        assertThat(job.path("attempts").path(0).path("cost_usd").isNull()).isTrue();
    }

    @Test
    void a_failed_job_shows_its_error_with_all_four_keys() {
        FakeJob job = hold("");
        job.dispatch().end(new Outcome.Failed(new Failure("provider_refused", "No.", "messages", 400, "bad")));

        JsonNode error = read(job.id()).path("error");

        assertThat(error.propertyNames()).containsExactly("message", "type", "param", "code");
        assertThat(error.path("code").asString()).isEqualTo("provider_refused");
        assertThat(error.path("type").asString()).isEqualTo("invalid_request_error");
    }

    @Test
    void a_job_that_may_have_been_billed_twice_says_so() {
        FakeJob job = hold("").dispatch().start().requeue();

        JsonNode view = read(job.id());

        assertThat(view.path("status").asString()).isEqualTo("queued");
        assertThat(view.path("possibly_billed").asBoolean()).isTrue();
        assertThat(view.path("attempts").path(0).path("outcome").asString()).isEqualTo("unknown");
    }

    @Test
    void a_job_that_is_not_recorded_yet_is_queued() {
        pipeline.script(model, job -> {
            // Kafka keeps it
        });
        String id = submit("");

        JsonNode job = api.call("/v1/jobs/" + id).get().hasStatus(200).json();

        assertThat(job.path("status").asString()).isEqualTo("queued");
        assertThat(job.path("created_at").asLong()).isCloseTo(Instant.now().getEpochSecond(),
                Offset.offset(60L));
        assertThat(job.path("model").isNull()).isTrue();
        api.call("/v1/jobs/" + id + "/cancel").post("").isError(503, "store_unavailable", null);
    }

    @Test
    void a_made_up_a_foreign_and_a_forgotten_id_are_not_found() {
        String id = submit("");
        JobIds old = new JobIds("a secret for tests only".getBytes(StandardCharsets.UTF_8),
                Clock.fixed(Instant.now().minus(Duration.ofDays(31)), ZoneOffset.UTC), new SecureRandom());
        for (String wrong : List.of("job_1", "x", "job_" + "0".repeat(40), id.toUpperCase(Locale.ROOT),
                id.substring(0, 43) + (id.endsWith("0") ? "1" : "0"), old.mint("acme").toString())) {
            api.call("/v1/jobs/" + wrong).get().isError(404, "job_not_found", null);
            api.call("/v1/jobs/" + wrong + "?wait=1").get().isError(404, "job_not_found", null);
            api.call("/v1/jobs/" + wrong + "/cancel").post("").isError(404, "job_not_found", null);
            api.call("/v1/jobs/" + wrong + "/events").get().isError(404, "job_not_found", null);
        }
        for (String path : List.of("", "?wait=1", "/events")) {
            api.call("/v1/jobs/" + id + path).bearer(TestApi.OTHER.reveal()).get().isError(404, "job_not_found",
                    null);
        }
        api.call("/v1/jobs/" + id + "/cancel").bearer(TestApi.OTHER.reveal()).post("").isError(404, "job_not_found",
                null);
        api.call("/v1/jobs/lookup").bearer(TestApi.OTHER.reveal()).post("{\"ids\":[\"" + id + "\"]}").isError(404,
                "job_not_found", "ids[0]");
        api.call("/v1/jobs/" + id).get().hasStatus(200);
    }

    @Test
    void a_long_poll_is_woken_by_the_event_and_not_by_a_look() {
        // the safety read of this instance comes too late for the wait: only the event can wake it
        try (TestApi deaf = TestApi.start(Map.of("longhaul.api.safety-read", "10m")).awaitReady()) {
            FakeJob job = hold("").dispatch();
            CompletableFuture<Answer> poll = deaf.call("/v1/jobs/" + job.id() + "?wait=50").getAsync();
            Awaitility.await().until(() -> deaf.call("/actuator/prometheus").get().body()
                    .contains("longhaul_requests_waiting{kind=\"poll\"} 1"));
            job.announce(JobState.RUNNING, null);
            deaf.awaitEventsOf(job);
            assertThat(poll).isNotDone();

            job.end(FakeJob.succeeded("awake"));

            assertThat(poll.orTimeout(20, TimeUnit.SECONDS).join().json().path("status").asString())
                    .isEqualTo("succeeded");
        }
    }

    @Test
    void a_long_poll_whose_time_is_up_answers_with_the_job_as_it_stands() {
        FakeJob job = hold("").dispatch();

        assertThat(api.call("/v1/jobs/" + job.id() + "?wait=1").get().hasStatus(200).json().path("status").asString())
                .isEqualTo("dispatched");
    }

    @Test
    void a_queued_job_is_cancelled_at_once_and_only_once() {
        FakeJob job = hold("");
        CompletableFuture<Answer> poll = api.call("/v1/jobs/" + job.id() + "?wait=50").getAsync();

        JsonNode cancelled = api.call("/v1/jobs/" + job.id() + "/cancel").post("").hasStatus(200).json();

        assertThat(cancelled.path("status").asString()).isEqualTo("cancelled");
        assertThat(cancelled.path("error").path("code").asString()).isEqualTo("job_cancelled");
        assertThat(poll.orTimeout(20, TimeUnit.SECONDS).join().json().path("status").asString())
                .as("woken by the event of the cancel").isEqualTo("cancelled");
        api.call("/v1/jobs/" + job.id() + "/cancel").post("").hasStatus(200);
    }

    @Test
    void the_cancel_of_a_job_that_is_handed_out_is_ordered_from_the_workers() throws InterruptedException {
        FakeJob job = hold("").dispatch();
        CachingConnectionFactory connections = new CachingConnectionFactory(URI.create(SharedServers.amqp().uri()));
        RabbitAdmin admin = new RabbitAdmin(connections);
        RelayTopology.instance(RelayTopology.CONTROL, "listener").getDeclarables().forEach(each -> {
            switch (each) {
                case Queue queue -> admin.declareQueue(queue);
                case Binding binding -> admin.declareBinding(binding);
                default -> throw new AssertionError(each);
            }
        });
        LinkedBlockingQueue<byte[]> orders = new LinkedBlockingQueue<>();
        try (RelayConsumer listener = RelayConsumer.start(connections, admin,
                RelayTopology.instanceQueue(RelayTopology.CONTROL, "listener"), 10, delivery -> {
                    orders.add(delivery.body());
                    delivery.ack();
                })) {
            Awaitility.await().until(listener::isConsuming);

            JsonNode view = api.call("/v1/jobs/" + job.id() + "/cancel").post("").hasStatus(200).json();

            assertThat(view.path("cancel_requested").asBoolean()).isTrue();
            assertThat(view.path("status").asString()).isEqualTo("dispatched");
            byte[] order = orders.poll(10, TimeUnit.SECONDS);
            assertThat(order).isEqualTo(MessageCodec.write(new ControlMessage.Cancel(List.of(job.id()))));
        } finally {
            connections.destroy();
        }
    }

    @Test
    void a_job_that_has_ended_cannot_be_cancelled() {
        FakeJob job = hold("").dispatch().end(FakeJob.succeeded("done"));

        Answer answer = api.call("/v1/jobs/" + job.id() + "/cancel").post("").isError(409, "job_ended", null);

        assertThat(answer.header("x-should-retry")).isEqualTo("false");
    }

    @Test
    void a_lookup_waits_for_as_many_as_it_asks_for_and_names_the_rest() {
        List<FakeJob> jobs = new ArrayList<>();
        LinkedBlockingQueue<FakeJob> recorded = new LinkedBlockingQueue<>();
        pipeline.script(model, job -> {
            job.record();
            recorded.add(job.dispatch());
        });
        for (int i = 0; i < 4; i++) {
            submit("");
            try {
                jobs.add(Objects.requireNonNull(recorded.poll(20, TimeUnit.SECONDS)));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
        jobs.get(3).end(FakeJob.succeeded("three"));
        String ids = String.join(",", jobs.stream().map(job -> "\"" + job.id() + "\"").toList());
        CompletableFuture<Answer> lookup = api.call("/v1/jobs/lookup")
                .postAsync("{\"ids\":[" + ids + "],\"wait\":50,\"min\":3}");
        jobs.get(1).end(FakeJob.succeeded("one"));
        api.awaitEventsOf(jobs.get(1));
        assertThat(lookup).isNotDone();

        jobs.get(0).end(FakeJob.succeeded("zero"));

        JsonNode found = lookup.orTimeout(20, TimeUnit.SECONDS).join().hasStatus(200).json();
        assertThat(found.path("object").asString()).isEqualTo("list");
        assertThat(found.path("data").values().stream().map(job -> job.path("response").path("choices").path(0)
                .path("message").path("content").asString())).containsExactly("zero", "one", "three");
        assertThat(found.path("pending").values().stream().map(JsonNode::asString))
                .containsExactly(jobs.get(2).id().toString());
        JsonNode now = api.call("/v1/jobs/lookup").post("{\"ids\":[" + ids + "]}").hasStatus(200).json();
        assertThat(now.path("data").size()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{} | missing_parameter | ids", "'{\"ids\":[]}' | invalid_parameter | ids",
            "'{\"ids\":[1]}' | invalid_parameter | ids[0]",
            "'{\"ids\":[\"a\"],\"wait\":61}' | invalid_parameter | wait",
            "'{\"ids\":[\"a\"],\"min\":0}' | invalid_parameter | min",
            "'{\"ids\":[\"a\"],\"x\":0}' | unknown_parameter | x",
            "'{\"ids\":\"a\"}' | invalid_parameter | ids"})
    void a_wrong_lookup_is_refused_with_the_place_of_its_fault(String body, String code, String param) {
        api.call("/v1/jobs/lookup").post(body).isError(400, code, param);
    }

    @Test
    void a_lookup_names_the_first_id_that_is_not_found() {
        String id = submit("");
        api.call("/v1/jobs/lookup").post("{\"ids\":[\"" + id + "\",\"job_x\"]}").isError(404, "job_not_found",
                "ids[1]");
    }
}
