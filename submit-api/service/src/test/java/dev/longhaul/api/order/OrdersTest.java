package dev.longhaul.api.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.api.testing.Answer;
import dev.longhaul.api.testing.FakeJob;
import dev.longhaul.api.testing.FakePipeline;
import dev.longhaul.api.testing.TestApi;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.message.ControlMessage;
import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.contract.message.OrderNotice;
import dev.longhaul.embedded.SharedServers;
import dev.longhaul.link.RelayConsumer;
import dev.longhaul.link.RelayTopology;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.amqp.core.Binding;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitAdmin;
import tools.jackson.databind.JsonNode;

@Tag("amqp")
class OrdersTest {

    private final TestApi api = TestApi.shared();
    private final FakePipeline pipeline = FakePipeline.shared();
    private final String model = TestApi.freshModel();
    private final String batch = "b-" + UUID.randomUUID();
    private final BlockingQueue<FakeJob> recorded = new LinkedBlockingQueue<>();

    private FakeJob hold(String more) {
        pipeline.script(model, job -> {
            job.record();
            recorded.add(job);
        });
        api.call("/v1/jobs").post("{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]"
                + more + "}").hasStatus(202);
        try {
            return Objects.requireNonNull(recorded.poll(20, TimeUnit.SECONDS), "recorded");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private FakeJob holdInBatch() {
        return hold(",\"batch\":\"" + batch + "\"");
    }

    private JsonNode read(FakeJob job) {
        return api.call("/v1/jobs/" + job.id()).get().hasStatus(200).json();
    }

    private Answer order(String verb, String body) {
        return api.call("/v1/jobs/batches/" + batch + "/" + verb).post(body);
    }

    @Test
    void a_job_is_paused_and_resumed_however_often_that_is_said() {
        FakeJob job = hold("");

        for (int i = 0; i < 2; i++) {
            JsonNode paused = api.call("/v1/jobs/" + job.id() + "/pause").post("").hasStatus(200).json();
            assertThat(paused.path("status").asString()).isEqualTo("queued");
            assertThat(paused.path("waiting_for").asString()).isEqualTo("paused");
        }
        assertThat(read(job).path("waiting_for").asString()).isEqualTo("paused");
        for (int i = 0; i < 2; i++) {
            JsonNode resumed = api.call("/v1/jobs/" + job.id() + "/resume").post("").hasStatus(200).json();
            assertThat(resumed.path("waiting_for").isNull()).isTrue();
        }
        job.dispatch();
        api.call("/v1/jobs/" + job.id() + "/resume").post("").hasStatus(200);
    }

    @Test
    void a_job_gets_another_priority() {
        FakeJob job = hold("");

        JsonNode changed = api.call("/v1/jobs/" + job.id() + "/priority").post("{\"priority\":9}").hasStatus(200)
                .json();

        assertThat(changed.path("priority").asInt()).isEqualTo(9);
        assertThat(read(job).path("priority").asInt()).isEqualTo(9);
    }

    @Test
    void a_job_that_has_started_or_ended_is_not_changed_any_more() {
        FakeJob job = hold("").dispatch();
        Answer started = api.call("/v1/jobs/" + job.id() + "/pause").post("").isError(409, "job_started", null);
        assertThat(started.header("x-should-retry")).isEqualTo("false");
        api.call("/v1/jobs/" + job.id() + "/priority").post("{\"priority\":9}").isError(409, "job_started", null);
        job.end(FakeJob.succeeded("done"));

        for (String verb : List.of("pause", "resume")) {
            api.call("/v1/jobs/" + job.id() + "/" + verb).post("").isError(409, "job_ended", null);
        }
    }

    @Test
    void a_job_of_somebody_else_is_not_found() {
        FakeJob job = hold("");

        for (String verb : List.of("pause", "resume", "priority")) {
            api.call("/v1/jobs/" + job.id() + "/" + verb).bearer(TestApi.OTHER.reveal()).post("{\"priority\":1}")
                    .isError(404, "job_not_found", null);
            api.call("/v1/jobs/job_x/" + verb).post("{\"priority\":1}").isError(404, "job_not_found", null);
        }
        assertThat(read(job).path("waiting_for").isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{} | missing_parameter | priority",
            "'{\"priority\":10}' | invalid_parameter | priority", "'{\"priority\":-1}' | invalid_parameter | priority",
            "'{\"priority\":\"9\"}' | invalid_parameter | priority",
            "'{\"priority\":1,\"reason\":\"x\"}' | unknown_parameter | reason"})
    void a_wrong_priority_is_refused_with_the_place_of_its_fault(String body, String code, String param) {
        FakeJob job = hold("");
        api.call("/v1/jobs/" + job.id() + "/priority").post(body).isError(400, code, param);
        order("priority", body).isError(400, code, param);
    }

    @Test
    void a_batch_with_an_impossible_name_is_refused() {
        for (String verb : List.of("pause", "resume", "cancel", "priority")) {
            api.call("/v1/jobs/batches/a%20b/" + verb).post("{\"priority\":1}").isError(400, "invalid_parameter",
                    "batch");
        }
    }

    @Test
    void a_paused_batch_shows_on_its_waiting_jobs_also_on_later_ones_until_it_is_resumed() {
        FakeJob before = holdInBatch();
        JsonNode paused = order("pause", "").hasStatus(200).json();
        order("pause", "").hasStatus(200);
        FakeJob after = holdInBatch();
        FakeJob handedOut = holdInBatch().dispatch();
        FakeJob alone = hold("");

        assertThat(paused.toString()).isEqualTo("{\"object\":\"job_order\",\"action\":\"pause\",\"tenant\":\"acme\","
                + "\"batch\":\"" + batch + "\",\"paused\":true,\"changed\":null,\"cancel_requested\":null}");
        assertThat(read(before).path("waiting_for").asString()).isEqualTo("paused");
        assertThat(read(after).path("waiting_for").asString()).isEqualTo("paused");
        assertThat(read(handedOut).path("waiting_for").isNull()).isTrue();
        assertThat(read(alone).path("waiting_for").isNull()).isTrue();
        JsonNode list = api.call("/v1/jobs?batch=" + batch).get().hasStatus(200).json().path("data");
        assertThat(list.values().stream().map(job -> job.path("id").asString())).containsExactly(
                handedOut.id().toString(), after.id().toString(), before.id().toString());
        assertThat(list.values().stream().map(job -> job.path("waiting_for").asString(null))).containsExactly(null,
                "paused", "paused");

        assertThat(order("resume", "").hasStatus(200).json().path("paused").asBoolean()).isFalse();
        assertThat(read(before).path("waiting_for").isNull()).isTrue();
    }

    @Test
    void a_batch_is_another_tenants_own_affair() {
        FakeJob job = holdInBatch();

        JsonNode theirs = api.call("/v1/jobs/batches/" + batch + "/cancel").bearer(TestApi.OTHER.reveal()).post("")
                .hasStatus(200).json();

        assertThat(theirs.path("changed").asInt()).isZero();
        assertThat(read(job).path("status").asString()).isEqualTo("queued");
    }

    @Test
    void the_waiting_jobs_of_a_batch_get_another_priority() {
        FakeJob job = holdInBatch();
        FakeJob handedOut = holdInBatch().dispatch();

        assertThat(order("priority", "{\"priority\":0}").hasStatus(200).json().path("changed").asInt()).isEqualTo(1);

        assertThat(read(job).path("priority").asInt()).isZero();
        assertThat(read(handedOut).path("priority").asInt()).isEqualTo(5);
        assertThat(order("priority", "{\"priority\":0}").hasStatus(200).json().path("changed").asInt()).isZero();
    }

    @Test
    void the_cancel_of_a_batch_ends_what_waits_wakes_who_waits_and_tells_workers_and_dispatchers()
            throws InterruptedException {
        List<FakeJob> waiting = IntStream.range(0, 5).mapToObj(i -> holdInBatch()).toList();
        FakeJob handedOut = holdInBatch().dispatch();
        FakeJob alone = hold("");
        double counted = counted();
        CompletableFuture<Answer> poll = api.call("/v1/jobs/" + waiting.get(3).id() + "?wait=50").getAsync();
        BlockingQueue<byte[]> orders = new LinkedBlockingQueue<>();
        BlockingQueue<byte[]> notices = new LinkedBlockingQueue<>();
        CachingConnectionFactory connections = new CachingConnectionFactory(URI.create(SharedServers.amqp().uri()));
        try (RelayConsumer workers = listen(connections, RelayTopology.CONTROL, orders);
                RelayConsumer dispatchers = listen(connections, RelayTopology.ORDERS, notices)) {
            Awaitility.await().until(() -> workers.isConsuming() && dispatchers.isConsuming());

            JsonNode cancelled = order("cancel", "").hasStatus(200).json();

            assertThat(cancelled.path("changed").asInt()).isEqualTo(5);
            assertThat(cancelled.path("cancel_requested").asInt()).isEqualTo(1);
            assertThat(orders.poll(10, TimeUnit.SECONDS))
                    .isEqualTo(MessageCodec.write(new ControlMessage.Cancel(List.of(handedOut.id()))));
            assertThat(notices.poll(10, TimeUnit.SECONDS)).isEqualTo(MessageCodec.write(new OrderNotice("acme")));
        } finally {
            connections.destroy();
        }
        for (FakeJob job : waiting) {
            assertThat(read(job).path("status").asString()).isEqualTo("cancelled");
            assertThat(read(job).path("error").path("code").asString()).isEqualTo("job_cancelled");
        }
        assertThat(read(handedOut).path("cancel_requested").asBoolean()).isTrue();
        assertThat(read(alone).path("status").asString()).isEqualTo("queued");
        assertThat(poll.orTimeout(20, TimeUnit.SECONDS).join().json().path("status").asString())
                .isEqualTo("cancelled");
        assertThat(counted()).isEqualTo(counted + 5);
        assertThat(order("cancel", "").hasStatus(200).json().path("changed").asInt()).as("again").isZero();
    }

    private double counted() {
        return api.call("/actuator/prometheus").get().body().lines()
                .filter(line -> line.startsWith("longhaul_jobs_ended_total") && line.contains("cancelled"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ')))).sum();
    }

    private static RelayConsumer listen(CachingConnectionFactory connections, String exchange,
            BlockingQueue<byte[]> heard) {
        RabbitAdmin admin = new RabbitAdmin(connections);
        String name = "listener-" + UUID.randomUUID();
        RelayTopology.instance(exchange, name).getDeclarables().forEach(each -> {
            switch (each) {
                case Queue queue -> admin.declareQueue(queue);
                case Binding binding -> admin.declareBinding(binding);
                default -> throw new AssertionError(each);
            }
        });
        return RelayConsumer.start(connections, admin, RelayTopology.instanceQueue(exchange, name), 10, delivery -> {
            heard.add(delivery.body());
            delivery.ack();
        });
    }

    @Test
    void a_job_that_ends_while_it_is_cancelled_is_never_both() {
        FakeJob job = holdInBatch().dispatch();
        order("cancel", "").hasStatus(200);

        job.end(FakeJob.succeeded("too late to stop"));

        assertThat(read(job).path("status").asString()).isEqualTo(JobState.SUCCEEDED.wire());
        assertThat(order("cancel", "").hasStatus(200).json().path("cancel_requested").asInt()).isZero();
        assertThat(read(job).path("status").asString()).isEqualTo(JobState.SUCCEEDED.wire());
    }
}
