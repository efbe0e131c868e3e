package dev.longhaul.api.submit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.api.testing.Answer;
import dev.longhaul.api.testing.FakePipeline;
import dev.longhaul.api.testing.TestApi;
import dev.longhaul.contract.message.SubmittedJob;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class IdempotencyTest {

    private final TestApi api = TestApi.shared();
    private final FakePipeline pipeline = FakePipeline.shared();
    private final String model = TestApi.freshModel();

    private String body(String more) {
        return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]" + more + "}";
    }

    @Test
    void two_hundred_identical_submits_at_once_make_one_job() {
        AtomicInteger recorded = new AtomicInteger();
        pipeline.script(model, job -> {
            if (job.record()) {
                recorded.incrementAndGet();
            }
        });
        List<CompletableFuture<Answer>> calls = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            calls.add(api.call("/v1/jobs").header("Idempotency-Key", model).postAsync(body("")));
        }

        Set<String> ids = calls.stream().map(CompletableFuture::join)
                .map(answer -> answer.hasStatus(202).json().path("id").asString()).collect(Collectors.toSet());

        assertThat(ids).hasSize(1);
        Awaitility.await().until(() -> recorded.get() > 0);
        assertThat(pipeline.taken(model).stream().map(SubmittedJob::id).distinct()).hasSize(1);
        assertThat(recorded).hasValue(1);
    }

    @Test
    void another_body_under_the_same_key_is_refused_whatever_differs() {
        api.call("/v1/jobs").header("Idempotency-Key", model).post(body("")).hasStatus(202);

        for (String more : List.of(",\"temperature\":0", ",\"priority\":1", ",\"lane\":\"batch\"",
                ",\"metadata\":{\"a\":\"b\"}", ",\"stream\":true", ",\"custom_id\":\"x\"", ",\"cache\":\"never\"")) {
            api.call("/v1/jobs").header("Idempotency-Key", model).post(body(more)).isError(422,
                    "idempotency_key_reused", "Idempotency-Key");
        }
    }

    @Test
    void a_repeat_shows_the_job_where_it_stands() {
        String id = api.call("/v1/jobs").header("Idempotency-Key", model).post(body("")).json().path("id").asString();
        api.call("/v1/jobs/" + id + "?wait=20").get();

        Answer repeat = api.call("/v1/jobs").header("Idempotency-Key", model).post(body("")).hasStatus(202);

        assertThat(repeat.json().path("id").asString()).isEqualTo(id);
        assertThat(repeat.json().path("status").asString()).isEqualTo("succeeded");
        assertThat(pipeline.taken(model)).as("not sent again").hasSize(1);
    }

    @Test
    void keys_of_two_tenants_are_two_keys() {
        String mine = api.call("/v1/jobs").header("Idempotency-Key", model).post(body("")).json().path("id").asString();

        String theirs = api.call("/v1/jobs").bearer(TestApi.OTHER.reveal()).header("Idempotency-Key", model)
                .post(body(",\"priority\":1")).hasStatus(202).json().path("id").asString();

        assertThat(theirs).isNotEqualTo(mine);
    }

    @Test
    void a_key_that_no_header_could_carry_is_refused() {
        api.call("/v1/jobs").header("Idempotency-Key", "k".repeat(256)).post(body("")).isError(400,
                "idempotency_key_invalid", "Idempotency-Key");
        api.call("/v1/jobs").post(body(",\"idempotency_key\":\"\\n\"")).isError(400, "idempotency_key_invalid",
                "Idempotency-Key");
    }

    @Test
    void a_key_in_the_body_counts_as_well() {
        String body = body(",\"idempotency_key\":\"" + model + "\"");

        String first = api.call("/v1/jobs").post(body).hasStatus(202).json().path("id").asString();

        assertThat(api.call("/v1/jobs").post(body).hasStatus(202).json().path("id").asString()).isEqualTo(first);
        assertThat(api.call("/v1/jobs").header("Idempotency-Key", model).post(body("")).hasStatus(202).json()
                .path("id").asString()).isEqualTo(first);
    }
}
