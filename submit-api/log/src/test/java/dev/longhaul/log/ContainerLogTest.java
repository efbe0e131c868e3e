package dev.longhaul.log;

import org.junit.jupiter.api.condition.EnabledIf;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/** On Kafka's own image. */
@EnabledIf(value = "dockerRuns", disabledReason = "no Docker here: the container variant of the log's tests is skipped")
class ContainerLogTest extends LogConformance {

    static boolean dockerRuns() {
        return DockerClientFactory.instance().isDockerAvailable();
    }

    /** One for all tests; Testcontainers' reaper stops it at the end of the JVM. */
    private static final class Shared {

        static final KafkaContainer KAFKA = start();

        private static KafkaContainer start() {
            KafkaContainer kafka = new KafkaContainer(DockerImageName.parse("apache/kafka:4.1.0"));
            kafka.start();
            return kafka;
        }
    }

    @Override
    String bootstrapServers() {
        return Shared.KAFKA.getBootstrapServers();
    }
}
