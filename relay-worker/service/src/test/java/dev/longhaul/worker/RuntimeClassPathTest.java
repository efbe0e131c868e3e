package dev.longhaul.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a deployed worker can load. The tests' own class path says nothing about that, so Maven writes down the one of a
 * deployment (see the pom), and a loader of its own sees that and the JDK only.
 */
class RuntimeClassPathTest {

    private static URLClassLoader deployed;

    @BeforeAll
    static void open() throws IOException {
        List<URL> urls = new ArrayList<>(
                List.of(RelayWorkerApplication.class.getProtectionDomain().getCodeSource().getLocation()));
        try (InputStream list = RuntimeClassPathTest.class.getResourceAsStream("/runtime-classpath.txt")) {
            String paths = new String(
                    Objects.requireNonNull(list, "runtime-classpath.txt: Maven writes it, run this test by Maven once")
                            .readAllBytes(),
                    UTF_8);
            for (String path : paths.strip().split(File.pathSeparator, -1)) {
                urls.add(Path.of(path).toUri().toURL());
            }
        }
        deployed = new URLClassLoader("deployed worker", urls.toArray(URL[]::new),
                ClassLoader.getPlatformClassLoader());
    }

    @AfterAll
    static void close() throws IOException {
        deployed.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev.longhaul.worker.RelayWorkerConfiguration", "dev.longhaul.contract.message.RelayJobs",
            "dev.longhaul.link.RelayTopology", "com.rabbitmq.client.Connection", "io.vertx.core.Vertx"})
    void a_worker_has_what_it_needs(String name) throws ClassNotFoundException {
        assertThat(load(name).getClassLoader()).isSameAs(deployed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"org.apache.kafka.clients.producer.KafkaProducer",
            "org.apache.kafka.clients.consumer.KafkaConsumer", "org.apache.kafka.common.serialization.Serializer",
            "org.springframework.kafka.core.KafkaTemplate", "dev.longhaul.log.JobEventPublisher"})
    void a_worker_cannot_load_kafka(String name) {
        assertThatThrownBy(() -> load(name)).isInstanceOf(ClassNotFoundException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"com.mongodb.client.MongoClient", "com.mongodb.reactivestreams.client.MongoClient",
            "com.mongodb.ConnectionString", "org.bson.Document",
            "org.springframework.data.mongodb.core.MongoTemplate", "dev.longhaul.store.job.JobStore"})
    void a_worker_cannot_load_mongodb(String name) {
        assertThatThrownBy(() -> load(name)).isInstanceOf(ClassNotFoundException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev.longhaul.embedded.EmbeddedAmqp", "dev.longhaul.simulator.Simulator",
            "org.junit.jupiter.api.Test"})
    void what_only_tests_need_stays_at_home(String name) {
        assertThatThrownBy(() -> load(name)).isInstanceOf(ClassNotFoundException.class);
    }

    private static Class<?> load(String name) throws ClassNotFoundException {
        return Class.forName(name, false, deployed);
    }
}
