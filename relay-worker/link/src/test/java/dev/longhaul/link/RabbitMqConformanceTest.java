package dev.longhaul.link;

import java.util.Objects;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

@EnabledIfEnvironmentVariable(named = RabbitMqConformanceTest.URI, matches = "amqp.*", disabledReason = "set "
        + RabbitMqConformanceTest.URI
        + " to run this against a RabbitMQ")
class RabbitMqConformanceTest extends AmqpConformance {

    static final String URI = "LONGHAUL_TEST_AMQP_URI";

    @Override
    protected String uri() {
        return Objects.requireNonNull(System.getenv(URI));
    }
}
