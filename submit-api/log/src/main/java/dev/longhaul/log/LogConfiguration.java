package dev.longhaul.log;

import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.message.Topics;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.admin.NewTopic;
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

    @Bean
    KafkaAdmin.NewTopics logTopics(LogProperties properties) {
        List<NewTopic> topics = new ArrayList<>();
        for (Lane lane : Lane.values()) {
            topics.add(topic(Topics.jobs(lane), properties));
        }
        topics.add(topic(Topics.JOB_EVENTS, properties));
        topics.add(topic(Topics.DEAD_LETTERS, properties));
        return new KafkaAdmin.NewTopics(topics.toArray(NewTopic[]::new));
    }

    private static NewTopic topic(String name, LogProperties properties) {
        return TopicBuilder.name(name).partitions(properties.partitions()).replicas(properties.replicas()).build();
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
