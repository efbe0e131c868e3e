package dev.longhaul.link;

import org.junit.jupiter.api.condition.EnabledIf;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.rabbitmq.RabbitMQContainer;

/** On RabbitMQ in a container, where Docker runs. */
@Testcontainers
@EnabledIf(value = "dockerRuns", disabledReason = "Docker does not run here, so RabbitMQ's container cannot start; the "
        + "same tests run on the embedded broker")
class RabbitMqContainerConformanceTest extends AmqpConformance {

    @Container
    private static final RabbitMQContainer RABBITMQ = new RabbitMQContainer("rabbitmq:4.1-alpine");

    static boolean dockerRuns() {
        return DockerClientFactory.instance().isDockerAvailable();
    }

    @Override
    protected String uri() {
        return "amqp://" + RABBITMQ.getAdminUsername() + ":" + RABBITMQ.getAdminPassword() + "@" + RABBITMQ.getHost()
                + ":" + RABBITMQ.getAmqpPort();
    }
}
