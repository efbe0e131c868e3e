package dev.longhaul.resultstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.message.SubmittedJob;
import dev.longhaul.embedded.AmqpOptions;
import dev.longhaul.embedded.EmbeddedAmqp;
import dev.longhaul.embedded.SharedServers;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** The result-store as a service: how it starts, what it says of itself and its servers, how it stops. */
@ExtendWith(OutputCaptureExtension.class)
class ServiceTest {

    @Test
    void a_wrong_setting_is_told_in_one_sentence_with_its_name(CapturedOutput output) throws Exception {
        try (Workplace work = Workplace.shared()) {
            assertThatThrownBy(() -> work.service("--longhaul.result-store.prefetch=1")).isNotNull();
        }
        assertThat(output).contains(
                "Cannot start: longhaul.result-store.prefetch is 1: it must be greater than or equal to 10");
    }

    @Test
    void meters_and_readiness_tell_how_it_goes() throws Exception {
        EmbeddedAmqp amqp = EmbeddedAmqp.start(AmqpOptions.inMemory());
        try (Workplace work = new Workplace(amqp.uri(), SharedServers.mongo().uri("admin"))) {
            ConfigurableApplicationContext service = work.service();
            SubmittedJob job = work.dispatched();
            work.say(Workplace.results(java.util.List.of(), java.util.List.of(Workplace.succeeded(job))));
            work.await(job, JobState.SUCCEEDED);

            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(get(service, "/actuator/prometheus")).contains(
                            "longhaul_jobs_ended_total{end=\"succeeded\",lane=\"standard\",model=\"small\"} 1.0",
                            "longhaul_job_seconds_count{lane=\"standard\"} 1", "longhaul_outcomes_late_total 0.0"));
            assertThat(get(service, "/actuator/health/readiness")).startsWith("200").contains("kafka", "rabbit",
                    "store");

            amqp.close();
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(get(service, "/actuator/health/readiness")).startsWith("503")
                            .contains("\"rabbit\":{\"details\":{\"error\""));
            assertThat(get(service, "/actuator/health/liveness")).startsWith("200");
        } finally {
            amqp.close();
        }
        assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
                .noneMatch(name -> name.equals("outcomes") || name.equals("retention"));
    }

    private static String get(ConfigurableApplicationContext service, String path) throws IOException {
        String port = service.getEnvironment().getRequiredProperty("local.server.port");
        HttpURLConnection call = (HttpURLConnection) URI.create("http://127.0.0.1:" + port + path).toURL()
                .openConnection();
        try (InputStream body = call.getResponseCode() < 400 ? call.getInputStream() : call.getErrorStream()) {
            return call.getResponseCode() + " " + new String(body.readAllBytes(), StandardCharsets.UTF_8);
        } finally {
            call.disconnect();
        }
    }
}
