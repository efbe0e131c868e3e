package dev.longhaul.api.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.api.testing.Answer;
import dev.longhaul.api.testing.FakeJob;
import dev.longhaul.api.testing.FakePipeline;
import dev.longhaul.api.testing.TestApi;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.message.Failure;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.Reply;
import dev.longhaul.contract.message.SubmittedJob;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("amqp")
class ChatTest {

    private final TestApi api = TestApi.shared();
    private final FakePipeline pipeline = FakePipeline.shared();
    private final String model = TestApi.freshModel();

    private String body(String more) {
        return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]" + more + "}";
    }

    private Answer chat(String more) {
        return api.call("/v1/chat/completions").post(body(more));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1", "/api/v1/llm"})
    void a_sync_call_gets_the_completion_word_for_word_and_the_id_of_its_job(String prefix) {
        Answer answer = api.call(prefix + "/chat/completions").post(body("")).hasStatus(200);

        assertThat(answer.body()).isEqualTo(FakeJob.completion("Hello from " + model));
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        SubmittedJob job = pipeline.taken(model).getFirst();
        assertThat(answer.header("x-longhaul-job-id")).isEqualTo(job.id().toString());
        assertThat(job.lane()).isEqualTo(Lane.INTERACTIVE);
        assertThat(job.tenant()).isEqualTo("acme");
        assertThat(job.keyId()).startsWith("key_");
        assertThat(job.replyTo()).startsWith("api-");
        assertThat(job.request()).isEqualTo(body(""));
    }

    @Test
    void the_lane_comes_from_the_body_before_the_header() {
        api.call("/v1/chat/completions").header("X-Longhaul-Lane", "batch").post(body("")).hasStatus(200);
        api.call("/v1/chat/completions").header("X-Longhaul-Lane", "batch").post(body(",\"lane\":\"standard\""))
                .hasStatus(200);

        assertThat(pipeline.taken(model)).extracting(SubmittedJob::lane).containsExactly(Lane.BATCH, Lane.STANDARD);
    }

    @Test
    void a_failed_job_answers_with_the_status_of_its_code_and_forbids_a_retry() {
        pipeline.script(model, job -> {
            job.record();
            job.dispatch().end(new Outcome.Failed(new Failure("provider_unavailable", "The provider is down.", null,
                    503, "overloaded")));
        });

        Answer answer = chat("").isError(502, "provider_unavailable", null);

        assertThat(answer.header("x-should-retry")).isEqualTo("false");
        assertThat(answer.header("x-longhaul-job-id")).startsWith("job_");
        assertThat(answer.json().path("error").path("message").asString()).isEqualTo("The provider is down.");
    }

    @ParameterizedTest
    @CsvSource({"404,404", "429,429", "500,400", ",400"})
    void a_refusal_of_the_provider_keeps_the_providers_own_4xx(Integer provider, int status) {
        pipeline.script(model, job -> {
            job.record();
            job.dispatch().end(new Outcome.Failed(
                    new Failure("provider_refused", "No such thing.", "messages[0]", provider, null)));
        });

        chat("").isError(status, "provider_refused", "messages[0]");
    }

    @Test
    void a_code_that_this_version_does_not_know_is_an_internal_error_with_that_message() {
        pipeline.script(model, job -> {
            job.record();
            job.dispatch().end(new Outcome.Failed(new Failure("code_of_tomorrow", "Something new.", null, null, null)));
        });

        chat("").isError(500, "internal_error", null);
    }

    @Test
    void an_answer_whose_reply_was_lost_comes_by_the_event() {
        pipeline.script(model, job -> {
            job.record();
            job.dispatch().endUnanswered(FakeJob.succeeded("found in the record"));
        });

        assertThat(chat("").hasStatus(200).body()).contains("found in the record");
    }

    @Test
    void an_answer_whose_reply_and_event_were_lost_comes_by_the_safety_read() {
        try (TestApi quick = TestApi.start(Map.of("longhaul.api.safety-read", "200ms")).awaitReady()) {
            pipeline.script(model, job -> {
                job.record();
                job.dispatch().endSilently(FakeJob.succeeded("found at last"));
            });

            assertThat(quick.call("/v1/chat/completions").post(body("")).hasStatus(200).body())
                    .contains("found at last");
        }
    }

    @Test
    void a_job_that_ends_without_a_worker_is_told_by_the_event() {
        pipeline.script(model, job -> {
            job.record();
            pipeline.store().dispatch().endQueued(List.of(job.id()), JobState.EXPIRED,
                    Failure.of(ErrorCode.JOB_EXPIRED, "Too late."), "a test");
            job.announce(JobState.EXPIRED, "job_expired");
        });

        Answer answer = chat("").isError(408, "job_expired", null);

        assertThat(answer.header("x-should-retry")).isEqualTo("false");
    }

    @Test
    void cancelled_and_expired_replies_are_told_as_what_they_are() {
        pipeline.script(model, job -> {
            job.record();
            job.dispatch().end(job.submitted().priority() == 1 ? new Outcome.Cancelled() : new Outcome.Expired());
        });

        chat(",\"priority\":1").isError(409, "job_cancelled", null);
        chat("").isError(408, "job_expired", null);
    }

    @Test
    void a_throttled_dispatch_is_no_end() {
        CountDownLatch throttled = new CountDownLatch(1);
        pipeline.script(model, job -> {
            job.record();
            job.dispatch().end(new Outcome.Throttled(Instant.now(), "wait"));
            throttled.countDown();
            job.dispatch().end(FakeJob.succeeded("second time lucky"));
        });

        assertThat(chat("").hasStatus(200).body()).contains("second time lucky");
        assertThat(throttled.getCount()).isZero();
    }

    @Test
    void the_failure_of_a_dispatch_that_was_given_up_for_lost_is_not_the_answer() {
        pipeline.script(model, job -> {
            job.record();
            job.dispatch();
            Reply.Ended late = job
                    .ended(new Outcome.Failed(new Failure("provider_unavailable", "Late.", null, null, null)));
            job.requeue();
            api.awaitEventsOf(job);
            job.reply(late);
            job.dispatch().end(FakeJob.succeeded("the second dispatch"));
        });

        assertThat(chat("").hasStatus(200).body()).contains("the second dispatch");
    }

    @ParameterizedTest
    @CsvSource({"Prefer,wait=0", "Prefer,wait=1", "x-stainless-timeout,0.5"})
    void when_the_clients_time_is_up_it_gets_a_504_and_the_job_goes_on(String header, String value) {
        CompletableFuture<FakeJob> held = new CompletableFuture<>();
        pipeline.script(model, job -> {
            job.record();
            held.complete(job.dispatch());
        });

        Answer answer = api.call("/v1/chat/completions").header(header, value).post(body("")).isError(504,
                "job_timeout", null);

        String id = answer.header("x-longhaul-job-id");
        assertThat(answer.json().path("error").path("message").asString()).contains(id);
        assertThat(answer.header("x-should-retry")).isEqualTo("false");
        held.join().end(FakeJob.succeeded("still there"));
        assertThat(api.call("/v1/jobs/" + id + "?wait=20").get().hasStatus(200).body()).contains("still there");
    }

    @Test
    void a_preference_that_makes_no_sense_is_refused_and_an_unknown_one_ignored() {
        api.call("/v1/chat/completions").header("Prefer", "wait=long").post(body("")).isError(400,
                "invalid_parameter", "Prefer");
        api.call("/v1/chat/completions").header("Prefer", "handling=lenient").header("x-stainless-timeout", "soon")
                .post(body("")).hasStatus(200);
    }

    @Test
    void respond_async_makes_a_job_of_the_call() {
        Answer answer = api.call("/v1/chat/completions").header("Prefer", "respond-async, wait=5").post(body(""))
                .hasStatus(202);

        assertThat(answer.header("Preference-Applied")).isEqualTo("respond-async");
        String id = answer.json().path("id").asString();
        assertThat(answer.header("Location")).isEqualTo("/v1/jobs/" + id);
        assertThat(answer.json().path("status").asString()).isEqualTo("queued");
        assertThat(api.call("/v1/jobs/" + id + "?wait=20").get().json().path("status").asString())
                .isEqualTo("succeeded");
        assertThat(pipeline.taken(model).getFirst().replyTo()).isNull();
    }

    @Test
    void the_same_idempotency_key_gets_the_same_answer_whenever_it_asks() {
        CompletableFuture<FakeJob> held = new CompletableFuture<>();
        pipeline.script(model, job -> {
            if (job.record()) {
                held.complete(job.dispatch());
            }
        });
        CompletableFuture<Answer> first = api.call("/v1/chat/completions").header("Idempotency-Key", model)
                .postAsync(body(""));
        FakeJob job = held.join();
        CompletableFuture<Answer> second = api.call("/v1/chat/completions").header("Idempotency-Key", model)
                .postAsync(body(""));
        Awaitility.await().until(() -> pipeline.taken(model).size() == 1);

        job.end(FakeJob.succeeded("once"));

        assertThat(first.join().hasStatus(200).body()).isEqualTo(second.join().hasStatus(200).body())
                .contains("once");
        assertThat(api.call("/v1/chat/completions").header("Idempotency-Key", model).post(body("")).hasStatus(200)
                .body()).contains("once");
        assertThat(pipeline.taken(model)).hasSize(1);
        api.call("/v1/chat/completions").header("Idempotency-Key", model).post(body(",\"priority\":1"))
                .isError(422, "idempotency_key_reused", "Idempotency-Key");
    }
}
