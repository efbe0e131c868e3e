package dev.longhaul.api.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.api.testing.Answer;
import dev.longhaul.api.testing.FakeJob;
import dev.longhaul.api.testing.FakePipeline;
import dev.longhaul.api.testing.TestApi;
import dev.longhaul.contract.job.JobId;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers that the record keeps in parts are answers like others. */
class LongAnswerTest {

    private static final String TEXT = "a\u00e9\u754c\ud83d\ude00".repeat(700_000);

    private final TestApi api = TestApi.shared();
    private final FakePipeline pipeline = FakePipeline.shared();
    private final String model = TestApi.freshModel();

    @BeforeEach
    void answerAtLength() {
        pipeline.script(model, job -> {
            job.record();
            job.dispatch().endUnanswered(FakeJob.succeeded(TEXT));
        });
    }

    private String body() {
        return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    }

    private String submitted() {
        return api.call("/v1/jobs").post(body()).hasStatus(202).json().path("id").asString();
    }

    private static void saysAll(String said) {
        assertThat(said.equals(TEXT)).as("%s characters, word for word", said.length()).isTrue();
    }

    @Test
    void a_long_answer_is_read_in_every_way_word_for_word() {
        String id = submitted();
        String content = "/response/choices/0/message/content";

        Answer waited = api.call("/v1/jobs/" + id + "?wait=30").get().hasStatus(200);

        saysAll(waited.json().at(content).asString());
        assertThat(waited.json().path("usage").path("total_tokens").asLong()).isEqualTo(10);
        assertThat(Objects.requireNonNull(pipeline.store().queries()
                .find(JobId.parse(id)).orElseThrow().ending()).stored()).isNotNull();
        saysAll(api.call("/v1/jobs/" + id).get().hasStatus(200).json().at(content).asString());
        saysAll(api.call("/v1/jobs/lookup").post("{\"ids\":[\"" + id + "\"]}").hasStatus(200).json().path("data")
                .path(0)
                .at(content).asString());
        assertThat(api.call("/v1/jobs?model=" + model).get().hasStatus(200).json().path("data").path(0)
                .path("response").isNull()).isTrue();
    }

    @Test
    void a_call_whose_reply_was_lost_gets_it_from_the_record() {
        saysAll(api.call("/v1/chat/completions").post(body()).hasStatus(200).json()
                .at("/choices/0/message/content").asString());
    }

    @Test
    void it_is_deleted_with_its_job() {
        String id = submitted();
        api.call("/v1/jobs/" + id + "?wait=30").get().hasStatus(200);

        api.call("/v1/jobs/" + id).method("DELETE").hasStatus(200);

        api.call("/v1/jobs/" + id).get().isError(404, "job_not_found", null);
    }
}
