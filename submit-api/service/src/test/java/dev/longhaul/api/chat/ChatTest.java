package dev.longhaul.api.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.api.testing.Answer;
import dev.longhaul.api.testing.FakeJob;
import dev.longhaul.api.testing.FakePipeline;
import dev.longhaul.api.testing.TestApi;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.message.SubmittedJob;
import org.junit.jupiter.api.Test;

class ChatTest {

    private final TestApi api = TestApi.shared();
    private final FakePipeline pipeline = FakePipeline.shared();
    private final String model = TestApi.freshModel();

    private String body(String more) {
        return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]" + more + "}";
    }

    @Test
    void a_sync_call_gets_the_completion_word_for_word_and_the_id_of_its_job() {
        Answer answer = api.call("/v1/chat/completions").post(body("")).hasStatus(200);

        assertThat(answer.body()).isEqualTo(FakeJob.completion("Hello from " + model));
        assertThat(answer.header("x-longhaul-job-id")).startsWith("job_");
        SubmittedJob job = pipeline.taken(model).getFirst();
        assertThat(job.lane()).isEqualTo(Lane.INTERACTIVE);
        assertThat(job.request()).isEqualTo(body(""));
    }

    @Test
    void a_job_that_was_submitted_can_be_waited_for() {
        Answer submitted = api.call("/v1/jobs").post(body(",\"metadata\":{\"a\":\"b\"}")).hasStatus(202);
        String id = submitted.json().path("id").asString();
        assertThat(submitted.header("Location")).isEqualTo("/v1/jobs/" + id);

        Answer ended = api.call("/v1/jobs/" + id + "?wait=20").get().hasStatus(200);

        assertThat(ended.json().path("status").asString()).isEqualTo("succeeded");
        assertThat(ended.json().path("response").path("choices").get(0).path("message").path("content").asString())
                .isEqualTo("Hello from " + model);
    }
}
