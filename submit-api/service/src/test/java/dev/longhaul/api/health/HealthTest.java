package dev.longhaul.api.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.api.testing.TestApi;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class HealthTest {

    private final TestApi api = TestApi.shared();

    @Test
    void a_whole_service_is_up_and_needs_no_key_to_say_so() {
        Awaitility.await().untilAsserted(() -> {
            var readiness = api.call("/actuator/health/readiness").header("Authorization", "").get().hasStatus(200)
                    .json();
            assertThat(readiness.path("status").asString()).isEqualTo("UP");
            assertThat(readiness.path("components").propertyNames()).containsExactlyInAnyOrder("readinessState",
                    "kafka", "events", "record", "replies");
        });
        assertThat(api.call("/actuator/health/liveness").get().hasStatus(200).json().path("status").asString())
                .isEqualTo("UP");
    }

    @Test
    void accepted_jobs_are_counted_by_lane_and_model() {
        String model = TestApi.freshModel();
        String body = "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],"
                + "\"lane\":\"batch\"}";
        double before = batchJobs("test/*");

        api.call("/v1/jobs").post(body).hasStatus(202);
        api.call("/v1/jobs/bulk").header("Content-Type", "application/x-ndjson").post(body + "\n" + body + "\n{}");

        assertThat(batchJobs("test/*") - before).isEqualTo(3);
        assertThat(api.call("/actuator/prometheus").get().body()).as("made-up names make no series")
                .doesNotContain(model).contains("http_server_requests_seconds_count", "longhaul_requests_waiting");
    }

    private double batchJobs(String model) {
        return api.call("/actuator/prometheus").get().body().lines()
                .filter(line -> line.startsWith("longhaul_jobs_submitted_total{") && line.contains("lane=\"batch\"")
                        && line.contains("model=\"" + model + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ')))).sum();
    }
}
