package dev.longhaul.embedded;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Future;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;

/** Produces to a Kafka broker of its own until it is killed, and says what was acknowledged. */
final class KafkaWriter {

    private static final int UNACKNOWLEDGED = 500;

    private KafkaWriter() {}

    public static void main(String[] arguments) throws Exception {
        EmbeddedKafka kafka = EmbeddedKafka.start(KafkaOptions.in(Path.of(arguments[0])));
        KafkaClients.createTopic(kafka.bootstrapServers(), "jobs", 1);
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "acks", "all", "linger.ms", "1"),
                new StringSerializer(), new StringSerializer())) {
            Queue<Future<RecordMetadata>> pending = new ArrayDeque<>();
            for (int i = 0;; i++) {
                pending.add(producer.send(new ProducerRecord<>("jobs", "value-" + i)));
                if (pending.size() == UNACKNOWLEDGED) {
                    pending.remove().get();
                    ChildJvm.say("value-" + (i - UNACKNOWLEDGED + 1));
                }
            }
        }
    }
}
