package dev.longhaul.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AmqpAloneTest {

    @Test
    void the_amqp_broker_needs_neither_kafka_nor_mongo_and_stops_when_its_jvm_ends() throws Exception {
        String withoutOthers = Stream.of(ChildJvm.classPath().split(File.pathSeparator))
                .filter(entry -> Stream.of("kafka", "mongo", "h2", "scala", "bson").noneMatch(entry::contains))
                .collect(Collectors.joining(File.pathSeparator));
        assertThat(withoutOthers).contains("qpid").isNotEqualTo(ChildJvm.classPath());
        try (ChildJvm child = ChildJvm.start(withoutOthers, AmqpAlone.class)) {
            assertThat(child.output()).isEqualTo(List.of("queue 0"));
        }
    }
}
