package dev.longhaul.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that has a server is killed; all that the server had acknowledged must be there at the next start. */
class KillTest {

    @TempDir
    Path directory;

    @Test
    void every_write_that_mongo_acknowledged_outlives_a_kill() throws Exception {
        List<String> acknowledged;
        try (ChildJvm child = ChildJvm.start(MongoWriter.class, directory)) {
            acknowledged = child.killAfter(3000);
        }
        try (EmbeddedMongo mongo = EmbeddedMongo.start(MongoOptions.in(directory));
                MongoClient client = MongoClients.create(mongo.uri("jobs"))) {
            MongoCollection<Document> jobs = client.getDatabase("jobs").getCollection("jobs");
            Set<String> found = jobs.find().projection(new Document("_id", 1)).map(job -> job.getString("_id"))
                    .into(new HashSet<>());
            List<String> inserted = acknowledged.stream().filter(line -> line.startsWith("inserted "))
                    .map(line -> line.substring("inserted ".length())).toList();
            assertThat(inserted).hasSizeGreaterThan(1000);
            assertThat(found).containsAll(inserted);
            assertRound(jobs, "updated", last(acknowledged, "round updated "));
            assertRound(jobs, "many", last(acknowledged, "round many "));
            assertIndexAgrees(jobs);
        }
    }

    private static int last(List<String> acknowledged, String kind) {
        return acknowledged.stream().filter(line -> line.startsWith(kind))
                .mapToInt(line -> Integer.parseInt(line.substring(kind.length()))).max().orElseThrow();
    }

    /** A later round may have been written and not acknowledged. */
    private static void assertRound(MongoCollection<Document> jobs, String kind, int round) {
        assertThat(round).isPositive();
        List<Integer> rounds = jobs.find(Filters.in("_id", MongoWriter.ids(kind))).map(job -> job.getInteger("round"))
                .into(new ArrayList<>());
        assertThat(rounds).hasSize(MongoWriter.BATCH).allMatch(found -> found >= round);
    }

    private static void assertIndexAgrees(MongoCollection<Document> jobs) {
        List<String> byIndex = ids(jobs, Filters.eq("state", "queued"));
        List<String> byScan = ids(jobs, Filters.nor(Filters.ne("state", "queued")));
        assertThat(byIndex).containsExactlyInAnyOrderElementsOf(byScan);
    }

    private static List<String> ids(MongoCollection<Document> jobs, Bson filter) {
        return jobs.find(filter).map(job -> job.getString("_id")).into(new ArrayList<>());
    }

    @Test
    void every_record_that_kafka_acknowledged_outlives_a_kill() throws Exception {
        List<String> acknowledged;
        try (ChildJvm child = ChildJvm.start(KafkaWriter.class, directory)) {
            acknowledged = child.killAfter(20_000);
        }
        try (EmbeddedKafka kafka = EmbeddedKafka.start(KafkaOptions.in(directory))) {
            KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                    Map.of("bootstrap.servers", kafka.bootstrapServers(), "auto.offset.reset", "earliest", "group.id",
                            "after-kill"),
                    new StringDeserializer(), new StringDeserializer());
            assertThat(KafkaClients.readFromCommitted(consumer, "jobs", acknowledged.size())).containsAll(acknowledged);
        }
    }

    @Test
    void every_message_that_the_amqp_broker_confirmed_outlives_a_kill() throws Exception {
        List<String> confirmed;
        try (ChildJvm child = ChildJvm.start(AmqpWriter.class, directory)) {
            confirmed = child.killAfter(5000);
        }
        try (EmbeddedAmqp broker = EmbeddedAmqp.start(AmqpOptions.in(directory))) {
            ConnectionFactory factory = new ConnectionFactory();
            factory.setUri(broker.uri());
            try (Connection connection = factory.newConnection(); Channel channel = connection.createChannel()) {
                Set<String> found = new HashSet<>();
                for (GetResponse got = channel.basicGet("jobs", true); got != null; got = channel.basicGet("jobs",
                        true)) {
                    found.add(new String(got.getBody(), UTF_8));
                }
                assertThat(found).containsAll(confirmed);
            }
        }
    }
}
