package dev.longhaul.log;

import java.time.Clock;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.KafkaTemplate;

/** The parts of the log on one broker, as the services have them. */
final class KafkaLog implements AutoCloseable {

    private final DefaultKafkaProducerFactory<String, byte[]> producers;
    private final DefaultKafkaConsumerFactory<String, byte[]> consumers;
    private final KafkaTemplate<String, byte[]> template;
    private final DeadLetters deadLetters;
    private final KafkaAdmin admin;
    private final Clock clock;

    KafkaLog(String bootstrapServers, Clock clock) {
        this.clock = clock;
        producers = new DefaultKafkaProducerFactory<>(Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                ProducerConfig.LINGER_MS_CONFIG, 0, ProducerConfig.MAX_BLOCK_MS_CONFIG, 500,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 1_000, ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 500,
                ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class,
                ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class));
        consumers = new DefaultKafkaConsumerFactory<>(Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class,
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"));
        template = new KafkaTemplate<>(producers);
        deadLetters = new DeadLetters(template);
        admin = new KafkaAdmin(Map.of("bootstrap.servers", bootstrapServers));
    }

    /** Creates the topics. */
    KafkaLog created() {
        admin.createOrModifyTopics(
                LogConfiguration.topics(new LogProperties(12, (short) 1)).toArray(NewTopic[]::new));
        return this;
    }

    JobEventPublisher events() {
        return new JobEventPublisher(template, clock);
    }

    DeadLetters deadLetters() {
        return deadLetters;
    }

    KafkaHealthIndicator health() {
        return new KafkaHealthIndicator(admin, clock);
    }

    KafkaTemplate<String, byte[]> template() {
        return template;
    }

    KafkaAdmin admin() {
        return admin;
    }

    ConsumerFactory<String, byte[]> consumers() {
        return consumers;
    }

    @Override
    public void close() {
        deadLetters.close();
        producers.destroy();
    }
}
