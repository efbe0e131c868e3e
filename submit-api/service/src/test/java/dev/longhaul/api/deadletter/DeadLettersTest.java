package dev.longhaul.api.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.api.testing.Answer;
import dev.longhaul.api.testing.Call;
import dev.longhaul.api.testing.FakePipeline;
import dev.longhaul.api.testing.TestApi;
import dev.longhaul.contract.message.Failure;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.webhook.EventType;
import dev.longhaul.store.deadletter.UnreadableStore.Fresh;
import dev.longhaul.store.webhook.Delivery;
import dev.longhaul.store.webhook.Delivery.Attempt;
import dev.longhaul.store.webhook.Delivery.State;
import dev.longhaul.store.webhook.WebhookDeliveries;
import dev.longhaul.store.webhook.WebhookEvent;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Dead letters and replays as administrators see them; no replay runs here, because nobody works on it. */
class DeadLettersTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final TestApi api = TestApi.shared();
    private final String model = TestApi.freshModel();
    private int message;

    @BeforeEach
    void letEveryJobFail() {
        FakePipeline.shared().script(model, job -> {
            if (job.record()) {
                job.dispatch().end(new Outcome.Failed(
                        new Failure("provider_refused", "No key " + ++message + ".", null, 400, "bad")));
            }
        });
    }

    private List<String> failed(int count) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String id = api.call("/v1/jobs")
                    .post("{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],"
                            + "\"temperature\":1,\"max_tokens\":20}")
                    .json().path("id").asString();
            assertThat(api.call("/v1/jobs/" + id + "?wait=20").get().json().path("status").asString())
                    .isEqualTo("failed");
            ids.add(id);
        }
        return ids;
    }

    private JsonNode get(String path) {
        return api.admin(path).get().hasStatus(200).json();
    }

    private Call replays() {
        return api.admin("/admin/replays");
    }

    private String filter() {
        return "\"filter\":{\"model\":\"" + model + "\"}";
    }

    @Test
    void dead_letters_are_grouped_listed_and_shown() {
        List<String> ids = failed(3);

        JsonNode group = get("/admin/dead_letters/groups?model=" + model).path("data").path(0);
        assertThat(group.path("count").asInt()).isEqualTo(3);
        assertThat(group.path("sample").path("provider").asString()).isEqualTo("simulator");
        String cause = group.path("cause").asString();
        JsonNode list = get("/admin/dead_letters?model=" + model + "&cause=" + cause + "&tenant=acme&attempts_min=1");
        assertThat(list.path("data").findValuesAsString("id")).isEqualTo(ids.reversed());
        assertThat(get("/admin/dead_letters?model=" + model + "&after=" + ids.get(1)).path("data")
                .findValuesAsString("id")).containsExactly(ids.get(0));
        assertThat(get("/admin/dead_letters?model=" + model + "&attempts_min=2").path("data")).isEmpty();
        assertThat(get("/admin/dead_letters?model=" + model + "&text=KEY%202").path("data")).hasSize(1);
        JsonNode shown = get("/admin/dead_letters/" + ids.getFirst());
        assertThat(shown.path("letter").path("error").path("message").asString()).startsWith("No key ");
        assertThat(shown.path("request").path("messages").path(0).path("content").asString()).isEqualTo("hi");
        assertThat(shown.path("job").path("attempts")).hasSize(1);
    }

    @Test
    void wrong_filters_and_unknown_letters_are_told() {
        api.admin("/admin/dead_letters?attempts_min=x").get().isError(400, "invalid_parameter", "attempts_min");
        api.admin("/admin/dead_letters?failed_after=soon").get().isError(400, "invalid_parameter", "failed_after");
        api.admin("/admin/dead_letters?ids=1").get().isError(400, "invalid_parameter", "ids");
        api.admin("/admin/dead_letters?after=1").get().isError(400, "invalid_cursor", "after");
        api.admin("/admin/dead_letters/job_1").get().isError(404, "not_found", "id");
        api.call("/admin/dead_letters").get().isError(403, "admin_key_required", null);
    }

    @Test
    void an_export_has_a_line_with_the_request_for_each() {
        List<String> ids = failed(2);

        String[] lines = api.admin("/admin/dead_letters/export?model=" + model).get().hasStatus(200).body().split("\n");

        assertThat(lines).hasSize(2);
        JsonNode first = JSON.readTree(lines[0]);
        assertThat(first.path("id").asString()).isEqualTo(ids.getFirst());
        assertThat(first.path("request").path("messages")).hasSize(1);
    }

    @Test
    void a_dry_run_tells_count_tokens_cost_and_a_sample_and_changes_nothing() {
        List<String> ids = failed(2);

        JsonNode run = replays().post("{" + filter() + ",\"dry_run\":true}").hasStatus(200).json();

        JsonNode selection = run.path("selection");
        assertThat(selection.path("jobs").asInt()).isEqualTo(2);
        assertThat(selection.path("prompt_tokens").asInt()).isPositive();
        assertThat(selection.path("completion_tokens").asInt()).isEqualTo(40);
        assertThat(selection.has("cost_usd")).isTrue();
        assertThat(run.path("sample").findValuesAsString("id")).isEqualTo(ids);
        assertThat(get("/admin/dead_letters?model=" + model).path("data")).hasSize(2);
    }

    @Test
    void a_replay_is_stored_with_its_plan_and_audited() {
        failed(2);

        JsonNode created = replays().post("{" + filter()
                + ",\"rate_per_second\":20,\"ramp_seconds\":5,\"canary\":1,\"max_failures\":3,"
                + "\"overrides\":{\"provider\":\"simulator\",\"lane\":\"batch\",\"parameters\":{\"temperature\":0}},\"reason\":\"it is back\"}")
                .hasStatus(201).json();

        assertThat(created.path("status").asString()).isEqualTo("running");
        assertThat(created.path("rate_per_second").asInt()).isEqualTo(20);
        assertThat(created.path("overrides").path("parameters").path("temperature").asInt(-1)).isZero();
        assertThat(created.path("overrides").path("provider").asString()).isEqualTo("simulator");
        assertThat(created.path("by").asString()).isEqualTo("ann");
        String id = created.path("id").asString();
        assertThat(get("/admin/replays/" + id)).isEqualTo(created);
        assertThat(get("/admin/replays").path("data").findValuesAsString("id")).contains(id);
        JsonNode audited = audit(id);
        assertThat(audited.path("action").asString()).isEqualTo("replay.create");
        assertThat(audited.path("reason").asString()).isEqualTo("it is back");
        assertThat(audited.path("after").path("jobs").asInt()).isEqualTo(2);
    }

    private JsonNode audit(String target) {
        for (JsonNode entry : get("/admin/audit").path("data")) {
            if (entry.path("target").asString().equals(target)) {
                return entry;
            }
        }
        throw new AssertionError("nothing about " + target);
    }

    @Test
    void a_replay_whose_set_has_changed_since_the_dry_run_is_refused() {
        failed(1);
        String selection = replays().post("{" + filter() + ",\"dry_run\":true}").json().path("selection")
                .path("selection").asString();
        failed(1);
        String replay = "{" + filter() + ",\"reason\":\"r\",\"selection\":\"" + selection + "\"}";

        replays().post(replay).isError(409, "selection_changed", "selection");

        String now = replays().post("{" + filter() + ",\"dry_run\":true}").json().path("selection").path("selection")
                .asString();
        replays().post(replay.replace(selection, now)).hasStatus(201);
    }

    @Test
    void a_replay_is_paused_resumed_and_cancelled_with_a_reason_and_not_after_its_end() {
        failed(1);
        String id = replays().post("{" + filter() + ",\"reason\":\"r\"}").json().path("id").asString();
        String path = "/admin/replays/" + id;

        api.admin(path + "/pause").post("{}").isError(400, "missing_parameter", "reason");
        assertThat(change(path, "pause").hasStatus(200).json().path("status").asString()).isEqualTo("paused");
        change(path, "pause").isError(409, "replay_state_conflict", null);
        assertThat(change(path, "resume").hasStatus(200).json().path("status").asString()).isEqualTo("running");
        assertThat(change(path, "cancel").hasStatus(200).json().path("status").asString()).isEqualTo("cancelled");
        change(path, "resume").isError(409, "replay_state_conflict", null);
        api.admin("/admin/replays/rpl_1/pause").post("{\"reason\":\"r\"}").isError(404, "not_found", "id");
        JsonNode audited = audit(id);
        assertThat(audited.path("before").path("status").asString()).isEqualTo("running");
        assertThat(audited.path("after").path("status").asString()).isEqualTo("cancelled");
    }

    private Answer change(String path, String verb) {
        return api.admin(path + "/" + verb).post("{\"reason\":\"so\"}");
    }

    @Test
    void messages_are_changed_of_one_job_and_by_those_who_may() {
        String id = failed(1).getFirst();
        String edit = "{\"filter\":{\"ids\":[\"" + id + "\"]},\"reason\":\"typo\",\"overrides\":{\"parameters\":"
                + "{\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}}}";

        replays().post(edit).isError(403, "permission_missing", "overrides.parameters.messages");
        replays().bearer(TestApi.EDITOR.reveal()).post(edit).hasStatus(201);
        replays().bearer(TestApi.EDITOR.reveal())
                .post(edit.replace("{\"ids\":[\"" + id + "\"]}", "{\"model\":\"" + model + "\"}"))
                .isError(400, "invalid_parameter", "filter.ids");
    }

    @Test
    void what_cannot_be_replayed_so_is_told() {
        replays().post("{" + filter() + "}").isError(400, "missing_parameter", "reason");
        replays().post("{" + filter() + ",\"reason\":\"r\"}").isError(400, "invalid_parameter", "filter");
        replays().post("{\"rate_per_second\":0}").isError(400, "invalid_parameter", "rate_per_second");
        replays().post("{\"filter\":{\"colour\":1}}").isError(400, "unknown_parameter", "filter.colour");
        replays().post("{\"filter\":{\"attempts_max\":-1}}").isError(400, "invalid_parameter", "filter.attempts_max");
        replays().post("{\"overrides\":{\"model\":\"none\"}}").isError(404, "model_not_found", "overrides.model");
        replays().post("{\"overrides\":{\"provider\":\"none\"}}").isError(400, "invalid_parameter",
                "overrides.provider");
        failed(1);
        replays().post("{" + filter() + ",\"dry_run\":true,\"overrides\":{\"provider\":\"abroad\"}}").isError(404,
                "model_not_found", "overrides.provider");
        replays().post("{\"overrides\":{\"lane\":\"fast\"}}").isError(400, "invalid_lane", "overrides.lane");
        replays().post("{\"overrides\":{\"parameters\":{\"stream\":true}}}").isError(400, "invalid_parameter",
                "overrides.parameters.stream");
        replays().post("{\"overrides\":{\"parameters\":{\"top_p\":2}}}").isError(400, "invalid_parameter",
                "overrides.parameters.top_p");
    }

    @Test
    void messages_that_nobody_could_read_stand_in_the_same_lists_with_their_bytes() {
        String text = "Unreadable " + model;
        FakePipeline.shared().unreadable().add(List.of(new Fresh("msg_" + model.replace('/', '_'), Instant.now(),
                "relay.results", "malformed", "It is an " + text, "bytes".getBytes(StandardCharsets.UTF_8))));
        String found = "?text=" + URLEncoder.encode(text, StandardCharsets.UTF_8);

        JsonNode group = get("/admin/dead_letters/groups" + found).path("data").path(0);
        assertThat(group.path("source").asString()).isEqualTo("message");
        JsonNode letter = get("/admin/dead_letters" + found).path("data").path(0);
        assertThat(letter).isEqualTo(group.path("sample"));
        assertThat(letter.path("error").path("code").asString()).isEqualTo("malformed");
        String path = "/admin/dead_letters/" + letter.path("id").asString();
        assertThat(get(path)).isEqualTo(letter);
        assertThat(api.admin(path + "/body").get().hasStatus(200).body()).isEqualTo("bytes");
        assertThat(get("/admin/dead_letters" + found + "&tenant=acme").path("data")).isEmpty();
        assertThat(get("/admin/dead_letters").path("data").path(0).path("source").asString())
                .as("before all jobs").isEqualTo("message");
    }

    @Test
    void deliveries_that_were_given_up_stand_behind_the_jobs_and_are_tried_again() {
        String tenant = "tenant-" + model.replace('/', '-');
        WebhookDeliveries deliveries = FakePipeline.shared().deliveries();
        Delivery delivery = Delivery.toUrl("https://hooks.example/a",
                WebhookEvent.of(tenant, EventType.JOB_FAILED, Instant.now(), model, Map.of()), Instant.now());
        deliveries.record(List.of(delivery));
        deliveries.claim(delivery.queue(), 1, "a", Duration.ofMinutes(1));
        deliveries.end(delivery, "a", State.FAILED, new Attempt(Instant.now(), 5, 503, null, "busy"));

        JsonNode group = get("/admin/dead_letters/groups?tenant=" + tenant).path("data").path(0);
        assertThat(group.path("source").asString()).isEqualTo("webhook");
        JsonNode letter = get("/admin/dead_letters?tenant=" + tenant).path("data").path(0);
        assertThat(letter).isEqualTo(group.path("sample"));
        assertThat(letter.path("error").path("code").asString()).isEqualTo("webhook_failed");
        assertThat(letter.path("error").path("message").asString()).contains("hooks.example", "503");
        assertThat(get("/admin/dead_letters/" + delivery.id())).isEqualTo(letter);
        String filter = "{\"filter\":{\"tenant\":\"" + tenant + "\"}";
        api.admin("/admin/dead_letters/redeliver").post(filter + "}").isError(400, "missing_parameter", "reason");
        assertThat(Objects.requireNonNull(api.admin("/admin/dead_letters/redeliver")
                .post(filter + ",\"reason\":\"back\"}").hasStatus(200).json()).path("redelivered").asInt())
                .isEqualTo(1);

        api.admin("/admin/dead_letters/" + delivery.id()).get().isError(404, "not_found", "id");
        assertThat(audit("{\"tenant\":\"" + tenant + "\"}").path("reason").asString()).isEqualTo("back");
        failed(2);
        List<String> ids = get("/admin/dead_letters?model=" + model).path("data").findValuesAsString("id");
        assertThat(get("/admin/dead_letters?model=" + model + "&after=" + ids.getFirst()).path("data")
                .findValuesAsString("id")).isEqualTo(ids.subList(1, 2));
    }

    @Test
    void discarded_letters_are_off_the_list_and_the_reason_is_kept() {
        failed(2);
        api.admin("/admin/dead_letters/discard").post("{\"reason\":\"r\"}").isError(400, "missing_parameter", "filter");

        assertThat(Objects.requireNonNull(api.admin("/admin/dead_letters/discard")
                .post("{" + filter() + ",\"reason\":\"a test\"}").hasStatus(200).json()).path("discarded").asInt())
                .isEqualTo(2);

        assertThat(get("/admin/dead_letters?model=" + model).path("data")).isEmpty();
        assertThat(audit("{\"model\":\"" + model + "\"}").path("reason").asString()).isEqualTo("a test");
    }
}
