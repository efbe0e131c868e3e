package dev.longhaul.log;

import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.message.Topics;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.config.TopicBuilder;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.KafkaTemplate;

/** The log, on Spring Boot's Kafka clients ({@code spring.kafka.*}); keys are text and values bytes. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LogProperties.class)
public class LogConfiguration {

    /** A request of the largest size that the API takes, with every character escaped. */
    static final int LARGEST_RECORD = 16 << 20;

    @Bean
    KafkaAdmin.NewTopics logTopics(LogProperties properties) {
        return new KafkaAdmin.NewTopics(topics(properties).toArray(NewTopic[]::new));
    }

    static List<NewTopic> topics(LogProperties properties) {
        List<NewTopic> topics = new ArrayList<>();
        for (Lane lane : Lane.values()) {
            topics.add(topic(Topics.jobs(lane), properties));
        }
        topics.add(topic(Topics.JOB_EVENTS, properties));
        topics.add(topic(Topics.DEAD_LETTERS, properties));
        return topics;
    }

    private static NewTopic topic(String name, LogProperties properties) {
        return TopicBuilder.name(name).partitions(properties.partitions()).replicas(properties.replicas())
                .config(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(LARGEST_RECORD)).build();
    }

    @Bean
    TopicCreation topicCreation(KafkaAdmin admin) {
        return new TopicCreation(admin);
    }

    @Bean
    JobEventPublisher jobEventPublisher(KafkaTemplate<String, byte[]> kafka, Clock clock) {
        return new JobEventPublisher(kafka, clock);
    }

    @Bean
    DeadLetters deadLetters(KafkaTemplate<String, byte[]> kafka) {
        return new DeadLetters(kafka);
    }

    @Bean
    KafkaHealthIndicator kafkaHealthIndicator(KafkaAdmin admin, Clock clock) {
        return new KafkaHealthIndicator(admin, clock);
    }
}
