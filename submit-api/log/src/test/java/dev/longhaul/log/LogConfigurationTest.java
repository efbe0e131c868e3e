package dev.longhaul.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.longhaul.contract.message.Topics;
import dev.longhaul.embedded.SharedServers;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
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
