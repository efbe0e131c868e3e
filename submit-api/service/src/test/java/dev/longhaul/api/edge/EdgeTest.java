package dev.longhaul.api.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.api.key.ApiKey;
import dev.longhaul.api.testing.Answer;
import dev.longhaul.api.testing.FakePipeline;
import dev.longhaul.api.testing.TestApi;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Floods through the real server; the limits are so low that a few calls are one. */
class EdgeTest {

    private static final int BURST = 3;
    private static final Map<String, Object> PER_KEY = Map.of("longhaul.api.edge.per-key.requests-per-second", 1,
            "longhaul.api.edge.per-key.burst", BURST, "longhaul.api.edge.per-address.requests-per-second", 0);
    private static final Map<String, Object> PER_ADDRESS = Map.of("longhaul.api.edge.per-key.requests-per-second", 0,
            "longhaul.api.edge.per-address.requests-per-second", 1, "longhaul.api.edge.per-address.burst", BURST);

    private final String model = TestApi.freshModel();
    private final String job = "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

    /** Calls until the limit refuses; how many calls were let in before. */
    private static int flood(Supplier<Answer> call) {
        for (int letIn = 0; letIn < 100; letIn++) {
            Answer answer = call.get();
            if (answer.status() == 429) {
                answer.isError(429, "rate_limit_exceeded", null);
                assertThat(answer.json().path("error").path("type").asString()).isEqualTo("rate_limit_error");
                assertThat(answer.header("Retry-After")).isEqualTo("1");
                return letIn;
            }
        }
        throw new AssertionError("nothing was refused");
    }

    private static double refused(TestApi api, String by) {
        return api.call("/actuator/prometheus").get().body().lines()
                .filter(line -> line.startsWith("longhaul_edge_refused_total{by=\"" + by + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ')))).sum();
    }

    @Test
    void a_key_over_its_limit_is_refused_nothing_of_it_is_submitted_and_other_keys_go_on() {
        try (TestApi api = TestApi.start(PER_KEY).awaitReady()) {
            int letIn = flood(() -> api.call("/v1/jobs").post(job));

            assertThat(letIn).isGreaterThanOrEqualTo(BURST);
            assertThat(refused(api, "key")).isEqualTo(1);
            assertThat(manyJobsInOneRequest(api)).as("a request is one, whatever is in it").hasSize(10 * BURST)
                    .allMatch(line -> line.contains("\"status\":202"));
            assertThat(flood(() -> api.admin("/admin/tenants").get())).isGreaterThanOrEqualTo(BURST);
            Awaitility.await().until(() -> api.call("/v1/jobs").post(job).status() == 202);
            Awaitility.await().untilAsserted(
                    () -> assertThat(FakePipeline.shared().taken(model)).hasSizeGreaterThanOrEqualTo(letIn + 1));
            assertThat(FakePipeline.shared().taken(model)).hasSize(letIn + 1);
        }
    }

    private static List<String> manyJobsInOneRequest(TestApi api) {
        String line = "{\"model\":\"" + TestApi.freshModel()
                + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}\n";
        return api.call("/v1/jobs/bulk").bearer(TestApi.OTHER.reveal()).header("Content-Type", "application/x-ndjson")
                .post(line.repeat(10 * BURST)).hasStatus(200).body().lines().toList();
    }

    @Test
    void an_address_over_its_limit_is_refused_before_its_key_is_looked_at_and_only_where_keys_are() {
        String unknown = ApiKey.generate(new SecureRandom()).reveal();
        try (TestApi api = TestApi.start(PER_ADDRESS)) {
            for (String path : List.of("/v1/jobs", "/api/v1/llm/models", "/admin/tenants", "/v1/nowhere")) {
                Awaitility.await().until(() -> api.call(path).bearer(unknown).get().status() != 429);
                flood(() -> api.call(path).bearer(unknown).get());
            }
            assertThat(refused(api, "address")).isGreaterThanOrEqualTo(4);
            for (int i = 0; i < 10 * BURST; i++) {
                api.call("/actuator/health/liveness").get().hasStatus(200);
                api.call("/v3/api-docs").get().hasStatus(200);
            }
        }
    }

    @Test
    void without_the_redis_of_the_configuration_the_service_starts_and_limits_by_itself() {
        try (TestApi api = TestApi.start(with(PER_KEY, "longhaul.api.edge.redis-uri", "redis://127.0.0.1:1"))) {
            assertThat(flood(() -> api.call("/v1/models").get())).isGreaterThanOrEqualTo(BURST);

            assertThat(api.call("/actuator/prometheus").get().body()).contains("longhaul_edge_redis_up 0.0")
                    .containsPattern("longhaul_edge_fallbacks_total\\{by=\"key\"} [1-9]");
        }
    }

    private static Map<String, Object> with(Map<String, Object> settings, String name, Object value) {
        Map<String, Object> more = new HashMap<>(settings);
        more.put(name, value);
        return more;
    }
}
