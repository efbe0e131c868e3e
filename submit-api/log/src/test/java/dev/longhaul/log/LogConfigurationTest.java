package dev.longhaul.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.longhaul.contract.message.Topics;
import dev.longhaul.embedded.SharedServers;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.kafka.core.KafkaAdmin;

/** The log as a service has it: through its configuration class. */
class LogConfigurationTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    @SpringBootConfiguration
    @EnableAutoConfiguration
    @Import(LogConfiguration.class)
    static class Application {

        @Bean
        Clock clock() {
            return Clock.systemUTC();
        }
    }

    private static ConfigurableApplicationContext start(String... arguments) {
        List<String> all = new ArrayList<>(List.of(
                "--spring.kafka.bootstrap-servers=" + SharedServers.kafka().bootstrapServers(),
                "--spring.kafka.producer.value-serializer=org.apache.kafka.common.serialization.ByteArraySerializer"));
        all.addAll(List.of(arguments));
        return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
                .run(all.toArray(String[]::new));
    }

    @Test
    void a_service_that_starts_has_its_topics() throws Exception {
        try (ConfigurableApplicationContext context = start();
                Admin admin = Admin.create(context.getBean(KafkaAdmin.class).getConfigurationProperties())) {
            Awaitility.await().atMost(Duration.ofSeconds(30))
                    .until(() -> admin.listTopics().names().get().containsAll(
                            Set.of("jobs.interactive", "jobs.standard", "jobs.batch", Topics.JOB_EVENTS,
                                    Topics.DEAD_LETTERS)));
            assertThat(context.getBean(TopicCreation.class).isRunning()).isTrue();
            assertThat(context.getBean(DeadLetters.class)
                    .keepPoison("relay.results", new byte[]{1}, "a handler failed")).succeedsWithin(
                            Duration.ofSeconds(30));
        }
    }

    @Test
    void a_letter_that_the_log_does_not_take_is_cut_and_never_refused() throws Exception {
        try (ConfigurableApplicationContext context = start();
                Admin admin = Admin.create(context.getBean(KafkaAdmin.class).getConfigurationProperties())) {
            Awaitility.await().atMost(SOON)
                    .until(() -> admin.listTopics().names().get().contains(Topics.DEAD_LETTERS));
            DeadLetters letters = context.getBean(DeadLetters.class);

            assertThat(kept(letters, random(16_000_000))).as("of the largest job").isEqualTo(16_000_000);
            assertThat(kept(letters, random(17 << 20))).as("of one that the broker refuses").isEqualTo(15 << 20);
            assertThat(kept(letters, random(40 << 20))).as("of one that the producer refuses").isEqualTo(15 << 20);
            try {
                // as of a cluster whose topics were made by hand
                allow(admin, 1 << 20);
                assertThat(kept(letters, random(3 << 20))).isEqualTo(512 << 10);
                allow(admin, 100_000);
                assertThat(kept(letters, random(600_000))).isEqualTo(0);
            } finally {
                allow(admin, LogConfiguration.LARGEST_RECORD);
            }
        }
    }

    private static int kept(DeadLetters letters, byte[] body) throws Exception {
        return letters.keepPoison("relay.results", body, "a handler failed").get(30, TimeUnit.SECONDS)
                .getRecordMetadata().serializedValueSize();
    }

    private static byte[] random(int bytes) {
        byte[] body = new byte[bytes];
        new Random(bytes).nextBytes(body);
        return body;
    }

    private static void allow(Admin admin, int bytes) throws Exception {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, Topics.DEAD_LETTERS);
        admin.incrementalAlterConfigs(Map.of(topic, List.of(new AlterConfigOp(
                new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(bytes)),
                AlterConfigOp.OpType.SET)))).all().get();
    }

    private static FailureAnalysis analysis(String argument) {
        Throwable failure = catchThrowable(() -> start(argument).close());
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConfigurationPropertiesBindException invalid) {
                FailureAnalysis analysis = new InvalidSettingAnalyzer().analyze(failure, invalid);
                if (analysis != null) {
                    return analysis;
                }
            }
        }
        throw new AssertionError("started, or failed otherwise", failure);
    }

    @Test
    void a_setting_out_of_range_is_told_by_its_name_and_range() {
        assertThat(analysis("--longhaul.log.partitions=0").getDescription())
                .contains("longhaul.log.partitions is 0: it must be greater than or equal to 1");
    }

    @Test
    void a_setting_of_the_wrong_type_is_told_by_its_name_and_type() {
        assertThat(analysis("--longhaul.log.partitions=many").getDescription())
                .contains("longhaul.log.partitions is 'many': write a value of type int");
    }
}
