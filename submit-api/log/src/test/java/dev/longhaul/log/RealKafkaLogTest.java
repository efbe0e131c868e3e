package dev.longhaul.log;

import java.util.Objects;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** On the Kafka that the environment names. */
@EnabledIfEnvironmentVariable(named = RealKafkaLogTest.VARIABLE, matches = ".+", disabledReason = "no real Kafka: set LONGHAUL_TEST_KAFKA_BOOTSTRAP to its address")
class RealKafkaLogTest extends LogConformance {

    static final String VARIABLE = "LONGHAUL_TEST_KAFKA_BOOTSTRAP";

    @Override
    String bootstrapServers() {
        return Objects.requireNonNull(System.getenv(VARIABLE));
    }
}
