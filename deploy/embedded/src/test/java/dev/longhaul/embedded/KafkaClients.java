package dev.longhaul.embedded;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** What the tests do with a Kafka broker. */
final class KafkaClients {

    private KafkaClients() {}

    /** Creates a topic; -1 partitions leaves their number to the broker. */
    static void createTopic(String bootstrapServers, String topic, int partitions) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            Optional<Integer> count = partitions < 0 ? Optional.empty() : Optional.of(partitions);
            admin.createTopics(List.of(new NewTopic(topic, count, Optional.empty()))).all().get(10, TimeUnit.SECONDS);
        }
    }

    /** Reads at least so many values of partition 0, from where the group has committed, and closes the consumer. */
    static List<String> readFromCommitted(KafkaConsumer<String, String> consumer, String topic, int count) {
        List<String> values = new ArrayList<>();
        try (consumer) {
            consumer.assign(List.of(new TopicPartition(topic, 0)));
            await().atMost(Duration.ofSeconds(20)).pollInSameThread().until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(consumed -> values.add(consumed.value()));
                return values.size() >= count;
            });
        }
        return values;
    }
}
