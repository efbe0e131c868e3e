package dev.longhaul.dispatcher;

import dev.longhaul.dispatcher.platform.Servers;
import org.junit.jupiter.api.condition.EnabledIf;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.mongodb.MongoDBContainer;
import org.testcontainers.rabbitmq.RabbitMQContainer;

/** On Kafka, RabbitMQ and MongoDB in containers: nothing but their addresses differs. */
@Testcontainers
@EnabledIf(value = "dockerRuns", disabledReason = "Docker does not run here, so the containers of Kafka, RabbitMQ and "
        + "MongoDB cannot start; the same tests run on the embedded servers")
class ContainerPipelineTest extends PipelineConformance {

    @Container
    private static final KafkaContainer KAFKA = new KafkaContainer("apache/kafka:4.1.0");

    @Container
    private static final RabbitMQContainer RABBITMQ = new RabbitMQContainer("rabbitmq:4.1-alpine");

    @Container
    private static final MongoDBContainer MONGODB = new MongoDBContainer("mongo:8.0");

    static boolean dockerRuns() {
        return DockerClientFactory.instance().isDockerAvailable();
    }

    @Override
    Servers servers() {
        String amqp = "amqp://" + RABBITMQ.getAdminUsername() + ":" + RABBITMQ.getAdminPassword() + "@"
                + RABBITMQ.getHost() + ":" + RABBITMQ.getAmqpPort();
        return new Servers(KAFKA.getBootstrapServers(), amqp, MONGODB.getConnectionString(), "pipeline");
    }
}
