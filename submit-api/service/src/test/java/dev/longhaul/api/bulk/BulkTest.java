package dev.longhaul.api.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.api.testing.Answer;
import dev.longhaul.api.testing.FakePipeline;
import dev.longhaul.api.testing.TestApi;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.message.SubmittedJob;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BulkTest {

    private final TestApi api = TestApi.shared();
    private final FakePipeline pipeline = FakePipeline.shared();
    private final String model = TestApi.freshModel();

    private String line(String more) {
        return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]" + more + "}";
    }

    private Answer bulk(String body) {
        return api.call("/v1/jobs/bulk").header("Content-Type", "application/x-ndjson").post(body);
    }

    private static List<JsonNode> lines(Answer answer) {
        assertThat(answer.hasStatus(200).header("Content-Type")).isEqualTo("application/x-ndjson");
        assertThat(answer.body()).endsWith("\n");
        return answer.body().lines().map(JsonMapper.shared()::readTree).toList();
    }

    @Test
    void each_line_is_accepted_or_refused_on_its_own_and_in_its_place() {
        String body = String.join("\n", line(",\"custom_id\":\"a\",\"lane\":\"batch\""), "{oops", "",
                line(",\"lane\":\"fast\""), line("").replace(model, "gpt-0"), line(",\"custom_id\":\"b\"") + "\r", "5");

        List<JsonNode> lines = lines(bulk(body));

        assertThat(lines.stream().map(each -> each.path("index").asInt())).containsExactly(0, 1, 3, 4, 5, 6);
        assertThat(lines.stream().map(each -> each.path("status").asInt())).containsExactly(202, 400, 400, 404, 202,
                400);
        assertThat(lines.getFirst().path("job").propertyNames()).containsExactly("id", "object", "status", "custom_id");
        assertThat(lines.getFirst().path("job").path("custom_id").asString()).isEqualTo("a");
        assertThat(lines.getFirst().has("error")).isFalse();
        assertThat(lines.get(1).path("error").propertyNames()).containsExactly("message", "type", "param", "code");
        assertThat(lines.get(1).path("error").path("code").asString()).isEqualTo("invalid_json");
        assertThat(lines.get(1).has("job")).isFalse();
        assertThat(lines.get(2).path("error").path("code").asString()).isEqualTo("invalid_lane");
        Awaitility.await().until(() -> pipeline.taken(model).size() == 2);
        assertThat(pipeline.taken(model)).extracting(SubmittedJob::lane).containsExactlyInAnyOrder(Lane.BATCH,
                Lane.STANDARD);
        String id = lines.get(4).path("job").path("id").asString();
        assertThat(api.call("/v1/jobs/" + id + "?wait=20").get().json().path("status").asString())
                .isEqualTo("succeeded");
    }

    @Test
    void a_thousand_lines_are_taken_and_each_becomes_a_job_of_its_own() {
        pipeline.script(model, job -> {
            // it is enough that they are in the log
        });
        String body = String.join("\n",
                IntStream.range(0, 1_000).mapToObj(i -> line(",\"custom_id\":\"" + i + "\"")).toList());

        List<JsonNode> lines = lines(bulk(body));

        assertThat(lines).hasSize(1_000).allMatch(each -> each.path("status").asInt() == 202);
        assertThat(lines.stream().map(each -> each.path("job").path("id").asString()).distinct()).hasSize(1_000);
        for (int i = 0; i < 1_000; i++) {
            assertThat(lines.get(i).path("job").path("custom_id").asString()).isEqualTo(Integer.toString(i));
        }
        Awaitility.await().until(() -> pipeline.taken(model).size() == 1_000);
        bulk(body + "\n" + line("")).isError(400, "invalid_parameter", null);
    }

    @Test
    void a_repeated_bulk_makes_no_job_twice() {
        String body = String.join("\n", line(",\"idempotency_key\":\"" + model + "-1\""),
                line(",\"idempotency_key\":\"" + model + "-2\""), line(""));
        List<JsonNode> first = lines(bulk(body));
        Awaitility.await().until(() -> first.stream().allMatch(each -> api
                .call("/v1/jobs/" + each.path("job").path("id").asString()).get().json().path("status").asString()
                .equals("succeeded")));

        List<JsonNode> second = lines(bulk(body + "\n" + line(",\"idempotency_key\":\"" + model + "-1\"") + "\n"
                + line(",\"priority\":1,\"idempotency_key\":\"" + model + "-2\"")));

        assertThat(second.get(0).path("job").path("id")).isEqualTo(first.get(0).path("job").path("id"));
        assertThat(second.get(0).path("job").path("status").asString()).isEqualTo("succeeded");
        assertThat(second.get(1).path("job").path("id")).isEqualTo(first.get(1).path("job").path("id"));
        assertThat(second.get(2).path("job").path("id")).isNotEqualTo(first.get(2).path("job").path("id"));
        assertThat(second.get(3).path("job").path("id")).isEqualTo(first.get(0).path("job").path("id"));
        assertThat(second.get(4).path("error").path("code").asString()).isEqualTo("idempotency_key_reused");
        Awaitility.await().until(() -> pipeline.taken(model).size() == 4);
    }

    @Test
    void the_same_key_twice_in_one_bulk_is_one_job() {
        pipeline.script(model, job -> job.record());

        List<JsonNode> lines = lines(bulk(line(",\"idempotency_key\":\"" + model + "\"") + "\n"
                + line(",\"idempotency_key\":\"" + model + "\"") + "\n"
                + line(",\"idempotency_key\":\"" + "k".repeat(300) + "\"")));

        assertThat(lines.get(0).path("job").path("id")).isEqualTo(lines.get(1).path("job").path("id"));
        assertThat(lines.get(2).path("error").path("code").asString()).isEqualTo("idempotency_key_invalid");
    }

    @Test
    void an_empty_a_too_long_and_a_too_large_bulk_are_refused_as_a_whole() {
        bulk("\n\n").isError(400, "invalid_parameter", null);
        bulk(" ".repeat(17 << 20)).isError(413, "request_too_large", null);
    }

    @Test
    void a_line_that_is_too_large_alone_is_refused_alone() {
        String large = line(",\"x\":\"" + "x".repeat(5 << 20) + "\"");

        List<JsonNode> lines = lines(bulk(large + "\n" + line("")));

        assertThat(lines.get(0).path("status").asInt()).isEqualTo(413);
        assertThat(lines.get(1).path("status").asInt()).isEqualTo(202);
    }

    @Test
    void a_request_of_the_largest_size_fits_into_the_log() {
        String escaped = "\\\"".repeat((4 << 20) / 2 - 200);

        String id = api.call("/v1/jobs").post(line(",\"x\":\"" + escaped + "\"")).hasStatus(202).json().path("id")
                .asString();

        assertThat(id).startsWith("job_");
        Awaitility.await().until(() -> pipeline.taken(model).size() == 1);
    }
}
