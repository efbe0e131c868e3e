package dev.longhaul.link;

import dev.longhaul.embedded.SharedServers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

@Tag("amqp")
@EnabledIfEnvironmentVariable(named = SharedServers.AMQP_URI, matches = "amqp.*", disabledReason = "set "
        + SharedServers.AMQP_URI + " to run this against a RabbitMQ")
class RabbitMqConformanceTest extends AmqpConformance {

    @Override
    protected String uri() {
        return SharedServers.amqp().uri();
    }
}
