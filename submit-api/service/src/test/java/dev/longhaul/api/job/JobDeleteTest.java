package dev.longhaul.api.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.api.testing.FakeJob;
import dev.longhaul.api.testing.FakePipeline;
import dev.longhaul.api.testing.TestApi;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.message.Failure;
import dev.longhaul.contract.message.Outcome;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class JobDeleteTest {

    private final TestApi api = TestApi.shared();
    private final FakePipeline pipeline = FakePipeline.shared();
    private final String model = TestApi.freshModel();

    private String body(String more) {
        return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]" + more + "}";
    }

    private String answered(String more) {
        String id = api.call("/v1/jobs").post(body(more)).hasStatus(202).json().path("id").asString();
        assertThat(api.call("/v1/jobs/" + id + "?wait=30").get().json().path("status").asString())
                .isEqualTo("succeeded");
        return id;
    }

    private void delete(String id) {
        assertThat(api.call("/v1/jobs/" + id).method("DELETE").hasStatus(200).body())
                .isEqualTo("{\"id\":\"" + id + "\",\"object\":\"job.deleted\",\"deleted\":true}");
    }

    @Test
    void a_deleted_job_is_found_nowhere_any_more() {
        String id = answered(",\"custom_id\":\"" + model + "\",\"metadata\":{\"a\":\"b\"}");

        delete(id);
        delete(id);

        for (String path : new String[]{"/v1/jobs/" + id, "/v1/jobs/" + id + "?wait=1"}) {
            assertThat(api.call(path).get().isError(404, "job_not_found", null).json().at("/error/message").asString())
                    .isEqualTo("The job '" + id + "' was deleted.");
        }
        api.call("/v1/jobs/" + id + "/cancel").post("").isError(404, "job_not_found", null);
        assertThat(api.call("/v1/jobs?model=" + model).get().hasStatus(200).json().path("data")).isEmpty();
        JsonNode lookup = api.call("/v1/jobs/lookup").post("{\"ids\":[\"" + id + "\"]}").hasStatus(200).json();
        assertThat(lookup.path("pending")).isEmpty();
        assertThat(lookup.at("/data/0/response").isNull()).isTrue();
        assertThat(lookup.at("/data/0/metadata").isEmpty()).isTrue();
        assertThat(lookup.at("/data/0/error/code").asString()).isEqualTo("job_not_found");
    }

    @Test
    void an_idempotent_repeat_does_not_bring_it_back() {
        String more = ",\"idempotency_key\":\"" + model + "\"";
        String id = answered(more);
        delete(id);

        api.call("/v1/jobs").post(body(more)).isError(404, "job_not_found", null);
        api.call("/v1/chat/completions").header("Idempotency-Key", "chat-" + model).post(body("")).hasStatus(200);
        String chat = api.call("/v1/jobs?model=" + model).get().json().at("/data/0/id").asString();
        delete(chat);
        api.call("/v1/chat/completions").header("Idempotency-Key", "chat-" + model).post(body(""))
                .isError(404, "job_not_found", null);

        assertThat(pipeline.taken(model)).as("not sent again").hasSize(2);
    }

    @Test
    void a_job_that_has_not_ended_is_to_be_cancelled_first() {
        CompletableFuture<FakeJob> held = new CompletableFuture<>();
        pipeline.script(model, job -> {
            job.record();
            held.complete(job);
        });
        String id = api.call("/v1/jobs").post(body("")).hasStatus(202).json().path("id").asString();
        held.join();

        assertThat(api.call("/v1/jobs/" + id).method("DELETE").isError(409, "job_not_ended", null).json()
                .at("/error/message").asString()).contains("queued", "POST /v1/jobs/" + id + "/cancel");
        api.call("/v1/jobs/" + id + "/cancel").post("").hasStatus(200);

        delete(id);
    }

    @Test
    void nobody_else_can_delete_it_and_what_is_made_up_is_not_found() {
        String id = answered("");

        api.call("/v1/jobs/" + id).bearer(TestApi.OTHER.reveal()).method("DELETE").isError(404, "job_not_found",
                null);
        api.call("/v1/jobs/made-up").method("DELETE").isError(404, "job_not_found", null);

        assertThat(api.call("/v1/jobs/" + id).get().hasStatus(200).json().path("response").isNull()).isFalse();
    }

    @Test
    void a_deleted_dead_letter_is_gone_for_admins_too() {
        CompletableFuture<FakeJob> failed = new CompletableFuture<>();
        pipeline.script(model, job -> {
            job.record();
            job.dispatch().end(new Outcome.Failed(Failure.of(ErrorCode.PROVIDER_REFUSED, "No.")));
            failed.complete(job);
        });
        String id = api.call("/v1/jobs").post(body("")).hasStatus(202).json().path("id").asString();
        assertThat(pipeline.store().queries().find(failed.join().id()).orElseThrow().state())
                .isEqualTo(JobState.FAILED);
        api.admin("/admin/dead_letters/" + id).get().hasStatus(200);

        delete(id);

        api.admin("/admin/dead_letters/" + id).get().isError(404, "not_found", "id");
        assertThat(api.admin("/admin/dead_letters?model=" + model).get().hasStatus(200).json().path("data")).isEmpty();
    }
}
