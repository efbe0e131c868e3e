package dev.longhaul.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.longhaul.dispatcher.platform.Platform;
import dev.longhaul.dispatcher.platform.Servers;
import dev.longhaul.embedded.AmqpOptions;
import dev.longhaul.embedded.EmbeddedAmqp;
import dev.longhaul.embedded.EmbeddedKafka;
import dev.longhaul.embedded.EmbeddedMongo;
import dev.longhaul.embedded.KafkaOptions;
import dev.longhaul.embedded.MongoOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** The dispatcher as a service: how it starts, what it says of its servers, how it stops. */
@ExtendWith(OutputCaptureExtension.class)
class ServiceTest {

    @Test
    void a_wrong_setting_is_told_in_one_sentence_with_its_name(CapturedOutput output) {
        assertThatThrownBy(() -> start("--longhaul.dispatcher.bundle=0")).isNotNull();
        assertThat(output).contains(
                "Cannot start: longhaul.dispatcher.bundle is 0: it must be greater than or equal to 1");

        assertThatThrownBy(() -> start("--longhaul.dispatcher.lost-after=soon")).isNotNull();
        assertThat(output).contains(
                "Cannot start: longhaul.dispatcher.lost-after is 'soon': write a value of type Duration");
        assertThat(output).doesNotContain("\tat ");
    }

    @Test
    void a_missing_or_wrong_catalogue_is_told_in_one_sentence_with_the_remedy(@TempDir Path directory,
            CapturedOutput output) throws IOException {
        assertThatThrownBy(() -> start("--longhaul.catalog=" + directory.resolve("none.yaml"))).isNotNull();
        assertThat(output).contains("none.yaml does not exist", "set longhaul.catalog to an existing file");

        Path wrong = Files.writeString(directory.resolve("wrong.yaml"),
                "version: 1\nmodels:\n  m:\n    route:\n      - provider: nobody\n");
        assertThatThrownBy(() -> start("--longhaul.catalog=" + wrong)).isNotNull();
        assertThat(output).contains("models.m.route[0].provider: 'nobody' is not among providers");
    }

    private static void start(String argument) {
        try (Platform platform = new Platform(Servers.shared())) {
            platform.dispatcher(argument);
        }
    }

    @Test
    void readiness_names_the_server_that_is_missing_and_liveness_does_not_care(@TempDir Path directory)
            throws IOException {
        EmbeddedKafka kafka = EmbeddedKafka.start(KafkaOptions.in(directory.resolve("kafka")));
        EmbeddedAmqp amqp = EmbeddedAmqp.start(AmqpOptions.inMemory());
        EmbeddedMongo mongo = EmbeddedMongo.start(MongoOptions.inMemory());
        try (Platform platform = new Platform(
                new Servers(kafka.bootstrapServers(), amqp.uri(), mongo.uri("admin"), "health"))) {
            ConfigurableApplicationContext dispatcher = platform.dispatcher();
            awaitReadiness(dispatcher, "200", "\"kafka\":{\"details\"", "\"status\":\"UP\"");

            mongo.close();
            awaitReadiness(dispatcher, "503", "no MongoDB answers; see spring.mongodb.uri");
            amqp.close();
            awaitReadiness(dispatcher, "503", "\"rabbit\":{\"details\":{\"error\"");
            kafka.close();
            awaitReadiness(dispatcher, "503", "no Kafka broker answers at");
            assertThat(Platform.get(dispatcher, "/actuator/health/liveness")).startsWith("200");
        } finally {
            kafka.close();
            amqp.close();
            mongo.close();
        }
        assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("intake-") || name.startsWith("upkeep")
                        || name.equals("dispatch") || name.equals("job-events"));
    }

    private static void awaitReadiness(ConfigurableApplicationContext service, String... parts) {
        await().atMost(Duration.ofSeconds(40)).pollInterval(Duration.ofMillis(500)).untilAsserted(
                () -> assertThat(Platform.get(service, "/actuator/health/readiness")).contains(parts));
    }
}
