package dev.longhaul.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.api.key.ApiKey;
import dev.longhaul.api.testing.Answer;
import dev.longhaul.api.testing.FakePipeline;
import dev.longhaul.api.testing.TestApi;
import dev.longhaul.embedded.AmqpOptions;
import dev.longhaul.embedded.EmbeddedAmqp;
import dev.longhaul.embedded.EmbeddedKafka;
import dev.longhaul.embedded.EmbeddedMongo;
import dev.longhaul.embedded.KafkaOptions;
import dev.longhaul.embedded.MongoOptions;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What goes on, and what is said, while a server is away. */
class OutageTest {

    private final FakePipeline pipeline = FakePipeline.shared();
    private final String model = TestApi.freshModel();

    private String body(String more) {
        return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]" + more + "}";
    }

    private static JsonNode readiness(TestApi api) {
        return api.call("/actuator/health/readiness").get().json();
    }

    private static void awaitReady(TestApi api) {
        Awaitility.await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(readiness(api).path("status").asString()).isEqualTo("UP"));
    }

    private static List<JsonNode> lines(Answer answer) {
        return answer.hasStatus(200).body().lines().map(JsonMapper.shared()::readTree).toList();
    }

    @Test
    void without_mongodb_jobs_are_accepted_and_reads_are_not() {
        EmbeddedMongo mongo = EmbeddedMongo.start(MongoOptions.inMemory());
        try (TestApi api = TestApi.start(Map.of("spring.mongodb.uri", mongo.uri("outage"),
                "longhaul.store.server-selection-timeout", "300ms"))) {
            awaitReady(api);
            mongo.close();
            pipeline.script(model, job -> {
                // it stays in the log
            });

            String id = api.call("/v1/jobs").post(body("")).hasStatus(202).json().path("id").asString();

            assertThat(pipeline.taken(model)).isNotNull();
            assertThat(api.call("/v1/jobs/" + id).get().isError(503, "store_unavailable", null).header("Retry-After"))
                    .isNotEmpty();
            api.call("/v1/jobs").get().isError(503, "store_unavailable", null);
            api.call("/v1/jobs/" + id + "/cancel").post("").isError(503, "store_unavailable", null);
            api.call("/v1/jobs/" + id + "?wait=5").get().isError(503, "store_unavailable", null);
            api.call("/v1/jobs").header("Idempotency-Key", "k").post(body("")).isError(503, "store_unavailable", null);
            api.call("/v1/models").bearer(ApiKey.generate(new SecureRandom()).reveal()).get().isError(503,
                    "store_unavailable", null);
            List<JsonNode> bulk = lines(api.call("/v1/jobs/bulk").header("Content-Type", "application/x-ndjson")
                    .post(body("") + "\n" + body(",\"idempotency_key\":\"k\"")));
            assertThat(bulk.get(0).path("status").asInt()).isEqualTo(202);
            assertThat(bulk.get(1).path("error").path("code").asString()).isEqualTo("store_unavailable");
            api.call("/v1/models").get().hasStatus(200);
            Awaitility.await().untilAsserted(() -> {
                Answer readiness = api.call("/actuator/health/readiness").get().hasStatus(200);
                assertThat(readiness.json().path("status").asString()).isEqualTo("DEGRADED");
                assertThat(readiness.json().path("components").path("record").toString()).contains("MongoDB");
            });
        }
    }

    @Test
    void without_rabbitmq_chat_calls_are_answered_by_way_of_the_record() {
        EmbeddedAmqp amqp = EmbeddedAmqp.start(AmqpOptions.inMemory());
        try (TestApi api = TestApi.start(Map.of("spring.rabbitmq.addresses", amqp.uri()))) {
            awaitReady(api);
            amqp.close();

            Awaitility.await().untilAsserted(() -> {
                Answer readiness = api.call("/actuator/health/readiness").get().hasStatus(200);
                assertThat(readiness.json().path("status").asString()).isEqualTo("DEGRADED");
                assertThat(readiness.json().path("components").path("replies").toString()).contains("RabbitMQ");
            });
            assertThat(api.call("/v1/chat/completions").post(body("")).hasStatus(200).body())
                    .contains("Hello from " + model);
            List<String> stream = api.call("/v1/chat/completions").lines(body(",\"stream\":true")).body()
                    .filter(line -> !line.isEmpty()).toList();
            assertThat(stream.getFirst()).contains("Hello from " + model);
            assertThat(stream.getLast()).isEqualTo("data: [DONE]");
            pipeline.script(model, job -> {
                job.record();
                job.dispatch();
            });
            String id = api.call("/v1/jobs").post(body("")).json().path("id").asString();
            Awaitility.await().until(() -> api.call("/v1/jobs/" + id).get().json().path("status").asString()
                    .equals("dispatched"));
            assertThat(api.call("/v1/jobs/" + id + "/cancel").post("").hasStatus(200).json().path("cancel_requested")
                    .asBoolean()).as("it acts when the job queues again").isTrue();
        }
    }

    @Test
    void without_kafka_nothing_is_accepted_and_everything_is_when_it_is_back(@TempDir Path directory) {
        EmbeddedKafka kafka = EmbeddedKafka.start(KafkaOptions.in(directory));
        int port = kafka.port();
        try (TestApi api = TestApi.start(Map.of("spring.kafka.bootstrap-servers", kafka.bootstrapServers(),
                "spring.kafka.producer.properties.delivery.timeout.ms", "1000",
                "spring.kafka.producer.properties.request.timeout.ms", "500",
                "spring.kafka.producer.properties.max.block.ms", "500"))) {
            awaitReady(api);
            api.call("/v1/jobs").post(body("")).hasStatus(202);
            kafka.close();

            Answer refused = api.call("/v1/jobs").post(body("")).isError(503, "queue_unavailable", null);

            assertThat(refused.header("Retry-After")).isNotEmpty();
            api.call("/v1/chat/completions").post(body("")).isError(503, "queue_unavailable", null);
            String many = (body("") + "\n").repeat(1_000);
            assertThat(lines(api.call("/v1/jobs/bulk").header("Content-Type", "application/x-ndjson").post(many)))
                    .hasSize(1_000).allMatch(each -> each.path("error").path("code").asString()
                            .equals("queue_unavailable"));
            Awaitility.await().untilAsserted(() -> {
                Answer readiness = api.call("/actuator/health/readiness").get().hasStatus(503);
                assertThat(readiness.json().path("components").path("kafka").toString()).contains("no Kafka broker");
            });
            assertThat(api.call("/actuator/health/liveness").get().status()).isEqualTo(200);

            try (EmbeddedKafka again = EmbeddedKafka.start(KafkaOptions.in(directory).withPort(port))) {
                assertThat(again.port()).isEqualTo(port);
                Awaitility.await().atMost(Duration.ofSeconds(30))
                        .until(() -> api.call("/v1/jobs").post(body("")).status() == 202);
                awaitReady(api);
            }
        }
    }

    @Test
    void it_starts_without_any_server_and_works_when_they_come(@TempDir Path directory) {
        EmbeddedKafka kafka = EmbeddedKafka.start(KafkaOptions.in(directory));
        EmbeddedAmqp amqp = EmbeddedAmqp.start(AmqpOptions.inMemory());
        EmbeddedMongo mongo = EmbeddedMongo.start(MongoOptions.inMemory());
        kafka.close();
        amqp.close();
        mongo.close();
        try (TestApi api = TestApi.start(Map.of("spring.kafka.bootstrap-servers", kafka.bootstrapServers(),
                "spring.rabbitmq.addresses", amqp.uri(), "spring.mongodb.uri", mongo.uri("late"),
                "longhaul.store.server-selection-timeout", "300ms",
                "spring.kafka.producer.properties.max.block.ms", "500"))) {
            api.call("/v1/jobs").post(body("")).isError(503, "queue_unavailable", null);
            api.call("/v1/models").get().hasStatus(200);
            assertThat(readiness(api).path("status").asString()).isEqualTo("DOWN");

            try (EmbeddedKafka lateKafka = EmbeddedKafka.start(KafkaOptions.in(directory).withPort(kafka.port()));
                    EmbeddedAmqp lateAmqp = EmbeddedAmqp.start(AmqpOptions.inMemory().withPort(amqp.port()));
                    EmbeddedMongo lateMongo = EmbeddedMongo.start(MongoOptions.inMemory().withPort(mongo.port()))) {
                assertThat(List.of(lateKafka.port(), lateAmqp.port(), lateMongo.port())).doesNotContain(0);
                awaitReady(api);
                String id = api.call("/v1/jobs").post(body("")).hasStatus(202).json().path("id").asString();
                assertThat(api.call("/v1/jobs/" + id).get().hasStatus(200).json().path("status").asString())
                        .isEqualTo("queued");
            }
        }
    }
}
