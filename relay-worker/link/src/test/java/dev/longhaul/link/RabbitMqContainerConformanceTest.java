package dev.longhaul.link;

import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.rabbitmq.RabbitMQContainer;

/** Skipped where Docker does not run. */
@Testcontainers(disabledWithoutDocker = true)
class RabbitMqContainerConformanceTest extends AmqpConformance {

    @Container
    private static final RabbitMQContainer RABBITMQ = new RabbitMQContainer("rabbitmq:4.1-alpine");

    @Override
    protected String uri() {
        return "amqp://" + RABBITMQ.getAdminUsername() + ":" + RABBITMQ.getAdminPassword() + "@" + RABBITMQ.getHost()
                + ":" + RABBITMQ.getAmqpPort();
    }
}
