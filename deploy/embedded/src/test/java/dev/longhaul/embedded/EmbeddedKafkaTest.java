package dev.longhaul.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaTest {

    @TempDir
    Path directory;

    @Test
    void records_and_committed_offsets_outlive_a_restart_on_another_port() throws Exception {
        int firstPort;
        try (EmbeddedKafka kafka = EmbeddedKafka.start(KafkaOptions.in(directory))) {
            firstPort = kafka.port();
            KafkaClients.createTopic(kafka.bootstrapServers(), "jobs", 1);
            produce(kafka, "one", "two", "three");
            try (KafkaConsumer<String, String> consumer = consumer(kafka)) {
                consumer.commitSync(Map.of(new TopicPartition("jobs", 0), new OffsetAndMetadata(1)));
            }
        }
        int otherPort = FreePort.choose(1)[0];
        assertThat(otherPort).isNotEqualTo(firstPort);
        try (EmbeddedKafka kafka = EmbeddedKafka.start(KafkaOptions.in(directory).withPort(otherPort))) {
            assertThat(kafka.bootstrapServers()).isEqualTo("127.0.0.1:" + otherPort);
            produce(kafka, "four");
            assertThat(KafkaClients.readFromCommitted(consumer(kafka), "jobs", 3)).containsExactly("two", "three",
                    "four");
        }
    }

    @Test
    void a_topic_without_a_number_of_partitions_has_those_of_the_options_and_no_topic_comes_by_itself()
            throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(KafkaOptions.in(directory).withPartitions(3));
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            KafkaClients.createTopic(kafka.bootstrapServers(), "jobs", -1);

            Map<String, TopicDescription> described = admin.describeTopics(List.of("jobs")).allTopicNames()
                    .get(10, TimeUnit.SECONDS);

            assertThat(described.values()).singleElement()
                    .satisfies(topic -> assertThat(topic.partitions()).hasSize(3));
            assertThatThrownBy(() -> admin.describeTopics(List.of("other")).allTopicNames().get(10, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class);
        }
    }

    @Test
    void a_taken_port_fails_the_start() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            KafkaOptions options = KafkaOptions.in(directory).withPort(taken.getLocalPort());
            assertThatThrownBy(() -> EmbeddedKafka.start(options)).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("port " + taken.getLocalPort());
        }
    }

    @Test
    void a_session_that_a_pause_would_end_is_refused() {
        assertThatThrownBy(() -> KafkaOptions.in(directory).withSessionTimeout(Duration.ofMillis(100)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static void produce(EmbeddedKafka kafka, String... values) throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "acks", "all"), new StringSerializer(),
                new StringSerializer())) {
            for (String value : values) {
                producer.send(new ProducerRecord<>("jobs", value)).get(10, TimeUnit.SECONDS);
            }
        }
    }

    private static KafkaConsumer<String, String> consumer(EmbeddedKafka kafka) {
        return new KafkaConsumer<>(Map.of("bootstrap.servers", kafka.bootstrapServers(), "group.id", "dispatcher",
                "auto.offset.reset", "earliest"), new StringDeserializer(), new StringDeserializer());
    }
}
