package dev.longhaul.api.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.api.testing.Answer;
import dev.longhaul.api.testing.FakeJob;
import dev.longhaul.api.testing.FakePipeline;
import dev.longhaul.api.testing.TestApi;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.message.LongAnswers;
import dev.longhaul.contract.message.Outcome;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

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

    /** The reply says that the answer is in the record, which has it a moment later. */
    private void answerInParts(FakeJob job) {
        Outcome.Succeeded whole = FakeJob.succeeded(TEXT);
        job.reply(job.ended(new Outcome.SucceededInParts(LongAnswers.describe(whole.response()), whole.usage())));
        job.endUnanswered(whole);
    }

    @Test
    void a_call_whose_answer_is_too_long_for_a_reply_gets_it_from_the_record() {
        pipeline.script(model, job -> {
            job.record();
            answerInParts(job.dispatch());
        });

        Answer answer = api.call("/v1/chat/completions").post(body()).hasStatus(200);

        assertThat(answer.header("Content-Type")).startsWith("application/json");
        saysAll(answer.json().at("/choices/0/message/content").asString());
    }

    private List<String> streamed() {
        return api.call("/v1/chat/completions").lines(body().replaceFirst("\\{", "{\"stream\":true,")).body()
                .filter(line -> !line.isEmpty()).toList();
    }

    private static String content(String event) {
        return JsonMapper.shared().readTree(event.substring("data: ".length())).at("/choices/0/delta/content")
                .asString("");
    }

    @Test
    void a_stream_ends_when_its_client_has_all_of_a_long_answer() {
        pipeline.script(model, job -> {
            job.record();
            job.dispatch().chunks(0, TEXT.substring(0, 1_000_000), TEXT.substring(1_000_000), "");
            Outcome.Succeeded whole = FakeJob.succeeded(TEXT);
            // nothing but the reply tells of the end
            job.reply(job.ended(new Outcome.SucceededInParts(LongAnswers.describe(whole.response()), whole.usage())));
        });

        List<String> events = streamed();

        saysAll(content(events.get(0)) + content(events.get(1)));
        assertThat(events).hasSize(4).last().isEqualTo("data: [DONE]");
    }

    @Test
    void a_stream_that_has_had_nothing_of_a_long_answer_is_made_of_what_the_record_has() {
        pipeline.script(model, job -> {
            job.record();
            answerInParts(job.dispatch());
        });

        List<String> events = streamed();

        saysAll(content(events.getFirst()));
        assertThat(events).last().isEqualTo("data: [DONE]");
    }

    @Test
    void the_last_event_of_a_followed_job_has_its_long_answer_in_one_line() {
        pipeline.script(model, job -> {
            job.record();
            // line breaks between tokens, where an event must have none
            job.dispatch().endUnanswered(new Outcome.Succeeded(
                    FakeJob.completion(TEXT).replace("\"choices\"", "\r\n\"choices\""), null));
        });
        String id = submitted();

        List<String> lines = api.call("/v1/jobs/" + id + "/events").lines().body().filter(line -> !line.isEmpty())
                .toList();

        assertThat(lines.get(lines.size() - 2)).isEqualTo("event: done");
        saysAll(JsonMapper.shared().readTree(lines.getLast().substring("data: ".length()))
                .at("/response/choices/0/message/content").asString());
    }

    @Test
    void a_lookup_has_no_more_answers_than_a_response_holds_and_the_next_has_the_others() {
        // each short enough to be kept whole
        pipeline.script(model, job -> {
            job.record();
            job.dispatch().end(FakeJob.succeeded("x".repeat(1_000_000)));
        });
        List<String> ids = Stream.generate(this::submitted).limit(20).toList();

        JsonNode first = lookUp(ids, 20);

        List<String> pending = first.path("pending").values().stream().map(JsonNode::asString).toList();
        assertThat(first.path("data").size()).as("of a million characters, in 16 Mi").isEqualTo(17);
        assertThat(pending).hasSize(3);
        JsonNode second = lookUp(pending, 1);
        assertThat(second.path("pending").size()).isZero();
        assertThat(Stream.concat(first.path("data").values().stream(), second.path("data").values().stream())
                .map(job -> job.path("id").asString())).containsExactlyInAnyOrderElementsOf(ids);
    }

    private JsonNode lookUp(List<String> ids, int min) {
        return api.call("/v1/jobs/lookup").post("{\"ids\":[\"" + String.join("\",\"", ids)
                + "\"],\"wait\":50,\"min\":" + min + "}").hasStatus(200).json();
    }
}
