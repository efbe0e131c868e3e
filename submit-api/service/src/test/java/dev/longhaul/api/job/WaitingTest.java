package dev.longhaul.api.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.api.testing.FakeDispatcher;
import dev.longhaul.api.testing.FakeJob;
import dev.longhaul.api.testing.FakePipeline;
import dev.longhaul.api.testing.TestApi;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.job.WaitReason;
import dev.longhaul.contract.message.PlaceInquiry;
import dev.longhaul.contract.message.Reply;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Why a job waits, as it is shown. */
@Tag("amqp")
class WaitingTest {

    private final TestApi api = TestApi.shared();
    private final String model = TestApi.freshModel();

    private FakeJob queued() {
        CompletableFuture<FakeJob> held = new CompletableFuture<>();
        FakePipeline.shared().script(model, job -> {
            job.record();
            held.complete(job);
        });
        api.call("/v1/jobs")
                .post("{\"model\":\"" + model + "\",\"lane\":\"batch\",\"priority\":4,\"custom_id\":\"row-17\","
                        + "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}")
                .hasStatus(202);
        return held.join();
    }

    private JsonNode read(JobId id) {
        return api.call("/v1/jobs/" + id).get().hasStatus(200).json();
    }

    /** Reads until somebody has answered: on a slow machine an answer may come too late once. */
    private JsonNode readAnswered(JobId id, Function<PlaceInquiry, Reply.@Nullable Place> answers) {
        try (FakeDispatcher dispatcher = new FakeDispatcher(
                asked -> asked.id().equals(id) ? answers.apply(asked) : null)) {
            JsonNode view = Awaitility.await().until(() -> read(id), job -> !job.path("waiting").isNull());
            assertThat(dispatcher.heard()).isNotEmpty();
            return view;
        }
    }

    private static Reply.Place place(PlaceInquiry asked, WaitReason reason, @Nullable Instant start,
            Reply.@Nullable Starts starts) {
        return new Reply.Place(asked.id(), asked.question(), reason, 120, 4_000, start, starts);
    }

    @Test
    void a_queued_job_shows_what_its_dispatcher_says() {
        FakeJob job = queued();

        JsonNode view = readAnswered(job.id(), asked -> {
            assertThat(asked).returns("acme", PlaceInquiry::tenant).returns(Lane.BATCH, PlaceInquiry::lane)
                    .returns(model, PlaceInquiry::model).returns(4, PlaceInquiry::priority)
                    .returns("row-17", PlaceInquiry::customId);
            return place(asked, WaitReason.TENANT_RATE, Instant.ofEpochSecond(1_800_000_000),
                    new Reply.Starts(8.25, 60));
        });

        assertThat(view.path("status").asString()).isEqualTo("queued");
        assertThat(view.path("waiting_for").asString()).isEqualTo("tenant_rate");
        assertThat(view.path("waiting").toString()).isEqualTo("{\"reason\":\"tenant_rate\",\"ahead\":120,"
                + "\"lane_waiting\":4000,\"estimated_start_at\":1800000000,\"basis\":{\"kind\":\"recent_starts\","
                + "\"starts_per_second\":8.25,\"window_seconds\":60}}");
    }

    @Test
    void an_estimate_says_what_it_goes_by() {
        FakeJob job = queued();

        JsonNode provider = readAnswered(job.id(),
                asked -> place(asked, WaitReason.PROVIDER, Instant.ofEpochSecond(1_800_000_000), null));
        JsonNode budget = readAnswered(job.id(), asked -> place(asked, WaitReason.BUDGET, null, null));

        assertThat(provider.path("waiting").path("basis").path("kind").asString()).isEqualTo("not_before");
        assertThat(provider.path("waiting").path("estimated_start_at").asLong()).isEqualTo(1_800_000_000);
        assertThat(budget.path("waiting").path("basis").isNull()).isTrue();
        assertThat(budget.path("waiting").path("estimated_start_at").isNull()).isTrue();
    }

    @Test
    void without_an_answer_a_job_is_shown_as_before() {
        FakeJob job = queued();

        try (FakeDispatcher silent = new FakeDispatcher(asked -> null)) {
            JsonNode view = read(job.id());

            assertThat(view.path("waiting").isNull()).isTrue();
            assertThat(view.path("waiting_for").isNull()).isTrue();
            assertThat(view.path("model").asString()).isEqualTo(model);
            Awaitility.await().until(() -> silent.heard().stream().anyMatch(asked -> asked.id().equals(job.id())));
        }
    }

    @Test
    void nobody_is_asked_about_a_job_that_does_not_wait_nor_by_a_list_or_a_long_poll() {
        FakeJob waits = queued();
        FakeJob dispatched = queued().dispatch();

        try (FakeDispatcher dispatcher = new FakeDispatcher(asked -> null)) {
            read(dispatched.id());
            api.call("/v1/jobs?model=" + model).get().hasStatus(200);
            api.call("/v1/jobs/" + waits.id() + "?wait=1").get().hasStatus(200);
            FakeJob last = queued();
            read(last.id());

            // questions come in order
            Awaitility.await().until(
                    () -> dispatcher.heard().stream().anyMatch(asked -> asked.id().equals(last.id())));
            assertThat(dispatcher.heard()).extracting(PlaceInquiry::id).doesNotContain(waits.id(), dispatched.id());
        }
    }

    @Test
    void the_reasons_are_documented() {
        JsonNode reason = api.call("/v3/api-docs").header("Authorization", "").get().hasStatus(200).json()
                .at("/components/schemas/Waiting/properties/reason/enum");

        assertThat(reason.values().stream().map(JsonNode::asString))
                .containsExactlyElementsOf(Arrays.stream(WaitReason.values()).map(WaitReason::wire).toList());
    }
}
