package dev.longhaul.api.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.webhooks.WebhookCreateParams;
import com.openai.models.webhooks.WebhookEndpoint;
import com.openai.models.webhooks.WebhookEndpointWithSecret;
import com.openai.models.webhooks.WebhookRotateSecretParams;
import com.openai.models.webhooks.WebhookUpdateParams;
import dev.longhaul.api.key.ApiKey;
import dev.longhaul.api.testing.Answer;
import dev.longhaul.api.testing.TestApi;
import dev.longhaul.contract.webhook.EventType;
import dev.longhaul.store.webhook.Delivery;
import dev.longhaul.store.webhook.Delivery.Attempt;
import dev.longhaul.store.webhook.Delivery.State;
import dev.longhaul.store.webhook.WebhookDeliveries;
import dev.longhaul.store.webhook.WebhookEndpoints;
import dev.longhaul.store.webhook.WebhookEvent;
import dev.longhaul.store.webhook.WebhookEvents;
import dev.longhaul.store.webhook.WebhookRecoveries;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class WebhooksTest {

    /** An address, so that no name is looked up; nobody calls it here. */
    private static final String URL = "https://8.8.8.8/longhaul";
    private static final String NEW = "{\"name\":\"mine\",\"event_types\":[\"job.succeeded\"],\"url\":\"" + URL + "\"}";

    private final TestApi api = TestApi.shared();
    private final OpenAIClient openai = OpenAIOkHttpClient.builder().baseUrl(api.url() + "/v1")
            .apiKey(TestApi.ACME.reveal()).build();
    private final WebhookDeliveries deliveries = api.context().getBean(WebhookDeliveries.class);
    private final WebhookEvents events = api.context().getBean(WebhookEvents.class);

    @AfterEach
    void close() {
        // a tenant has fifty at most
        api.call("/v1/webhook_endpoints?limit=100").get().json().path("data")
                .forEach(each -> api.call("/v1/webhook_endpoints/" + each.path("id").asString()).method("DELETE"));
        openai.close();
    }

    private String made() {
        return api.call("/v1/webhook_endpoints").post(NEW).hasStatus(200).json().path("id").asString();
    }

    @Test
    void openais_sdk_makes_reads_changes_and_deletes_endpoints() {
        WebhookEndpointWithSecret made = openai.webhooks()
                .create(WebhookCreateParams.builder().name("mine").url(URL)
                        .addEventType(WebhookCreateParams.EventType.of("job.succeeded"))
                        .addEventType(WebhookCreateParams.EventType.of("job.failed")).build());
        assertThat(made.signingSecret()).startsWith("whsec_").hasSize("whsec_".length() + 44);
        assertThat(made.signingSecretHint()).contains(made.signingSecret().substring(46));

        WebhookEndpoint read = openai.webhooks().retrieve(made.id());
        assertThat(read.url()).isEqualTo(URL);
        assertThat(read.eventTypes()).containsExactly("job.succeeded", "job.failed");
        assertThat(read._allProperties()).doesNotContainKey("signing_secret");
        assertThat(openai.webhooks().list().data()).extracting(WebhookEndpoint::id).contains(made.id());
        assertThat(openai.webhooks().eventTypes().list().data()).contains("job.succeeded", "endpoint.disabled");
        assertThat(openai.webhooks().update(made.id(), WebhookUpdateParams.builder().name("yours").build()).name())
                .isEqualTo("yours");
        WebhookEndpointWithSecret rotated = openai.webhooks().rotateSecret(made.id(),
                WebhookRotateSecretParams.builder().keepOldSecretActiveFor24Hours(true).build());
        assertThat(rotated.signingSecret()).startsWith("whsec_").isNotEqualTo(made.signingSecret());
        assertThat(openai.webhooks().rotateSecret(made.id()).signingSecret()).isNotEqualTo(rotated.signingSecret());
        assertThat(openai.webhooks().delete(made.id()).deleted()).isTrue();
        api.call("/v1/webhook_endpoints/" + made.id()).get().isError(404, "not_found", "id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://hooks.example.org/", "https://127.0.0.1/", "https://127.1/", "https://2130706433/",
            "https://0x7f000001/", "https://[::1]/", "https://[::ffff:10.0.0.1]/", "https://169.254.169.254/latest",
            "https://[fd00:ec2::254]/", "https://100.64.0.1/", "https://localhost/",
            "https://metadata.google.internal/",
            "https://user:pass@hooks.example.org/", "not a url"})
    void a_url_that_leads_inside_is_refused_at_create_at_change_and_with_a_job(String url) {
        api.call("/v1/webhook_endpoints").post(NEW.replace(URL, url)).isError(400, "invalid_parameter", "url");
        String id = made();
        api.call("/v1/webhook_endpoints/" + id).post("{\"url\":\"" + url + "\"}").isError(400, "invalid_parameter",
                "url");
        assertThat(api.call("/v1/webhook_endpoints/" + id).get().json().path("url").asString()).isEqualTo(URL);
        api.call("/v1/jobs").post("{\"model\":\"" + TestApi.freshModel()
                + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"webhook_url\":\"" + url + "\"}")
                .isError(400, "invalid_parameter", "webhook_url");
    }

    @Test
    void a_wrong_request_is_told_where_it_is_wrong() {
        String path = "/v1/webhook_endpoints";
        api.call(path).post("{}").isError(400, "missing_parameter", "name");
        api.call(path).post("{\"name\":\"x\"}").isError(400, "missing_parameter", "event_types");
        api.call(path).post("{\"name\":\" \"}").isError(400, "invalid_parameter", "name");
        api.call(path).post("{\"event_types\":[]}").isError(400, "invalid_parameter", "event_types");
        api.call(path).post("{\"event_types\":[\"job.succeeded\",\"job.exploded\"]}").isError(400,
                "invalid_parameter", "event_types[1]");
        api.call(path).post("{\"payload\":\"huge\"}").isError(400, "invalid_parameter", "payload");
        api.call(path).post("{\"colour\":\"red\"}").isError(400, "unknown_parameter", "colour");
        api.call(path + "?limit=0").get().isError(400, "invalid_parameter", "limit");
        String id = made();
        api.call(path + "/" + id + "/test").post("{}").isError(400, "missing_parameter", "event_type");
        api.call(path + "/" + id + "/rotate_secret").post("{\"keep\":true}").isError(400, "unknown_parameter", "keep");
        api.call(path + "/" + id + "/recover").post("{}").isError(400, "missing_parameter", "since");
        api.call(path + "/" + id + "/deliveries?status=lost").get().isError(400, "invalid_parameter", "status");
        api.call("/v1/events?after=evt_unknown").get().isError(400, "invalid_cursor", "after");
    }

    @Test
    void nothing_of_a_tenant_is_another_tenants() {
        String id = made();
        Delivery delivery = failed(id);
        String task = api.call("/v1/webhook_endpoints/" + id + "/recover").post("{\"since\":0}").json().path("id")
                .asString();
        String endpoint = "/v1/webhook_endpoints/" + id;
        for (String path : List.of(endpoint, endpoint + "/deliveries", "/v1/webhook_deliveries/" + delivery.id(),
                "/v1/webhook_recoveries/" + task)) {
            api.call(path).get().hasStatus(200);
            api.call(path).bearer(TestApi.OTHER.reveal()).get().isError(404, "not_found", "id");
        }
        for (Map.Entry<String, String> call : Map.of(endpoint, "{\"name\":\"x\"}", endpoint + "/rotate_secret", "{}",
                endpoint + "/test", "{\"event_type\":\"job.failed\"}", endpoint + "/recover", "{\"since\":0}",
                "/v1/webhook_deliveries/" + delivery.id() + "/redeliver", "{}").entrySet()) {
            api.call(call.getKey()).bearer(TestApi.OTHER.reveal()).post(call.getValue()).isError(404, "not_found",
                    "id");
        }
        api.call(endpoint).bearer(TestApi.OTHER.reveal()).method("DELETE").isError(404, "not_found", "id");
        api.call("/v1/events?after=" + delivery.event()).bearer(TestApi.OTHER.reveal()).get().isError(400,
                "invalid_cursor", "after");
    }

    private Delivery failed(String endpoint) {
        Instant now = Clock.systemUTC().instant();
        WebhookEvent event = WebhookEvent.of("acme", EventType.JOB_SUCCEEDED, now, endpoint, Map.of("id", "job_x"));
        Delivery delivery = Delivery.to(
                api.context().getBean(WebhookEndpoints.class).find("acme", endpoint).orElseThrow(), event, now);
        events.record(List.of(event));
        deliveries.record(List.of(delivery));
        deliveries.claim(endpoint, 10, "token", Duration.ofMinutes(1));
        deliveries.end(delivery, "token", State.FAILED, new Attempt(now, 31, 500, null, "out of order"));
        return delivery;
    }

    @Test
    void the_log_shows_attempts_and_a_delivery_is_sent_again_when_asked_for() {
        String id = made();
        Delivery delivery = failed(id);

        JsonNode page = api.call("/v1/webhook_endpoints/" + id + "/deliveries?status=failed").get().hasStatus(200)
                .json();
        assertThat(page.path("data")).hasSize(1);
        assertThat(page.path("has_more").asBoolean()).isFalse();
        JsonNode attempt = page.path("data").path(0).path("attempts").path(0);
        assertThat(attempt.path("status_code").asInt()).isEqualTo(500);
        assertThat(attempt.path("answer").asString()).isEqualTo("out of order");
        JsonNode again = api.call("/v1/webhook_deliveries/" + delivery.id() + "/redeliver").post("{}").hasStatus(200)
                .json();
        assertThat(again.path("status").asString()).isEqualTo("pending");
        assertThat(deliveries.called(1_000)).contains(id);
    }

    @Test
    void a_recovery_is_a_task_that_can_be_counted() {
        String id = made();
        failed(id);
        JsonNode task = api.call("/v1/webhook_endpoints/" + id + "/recover").post("{\"since\":0}").hasStatus(200)
                .json();
        assertThat(task.path("status").asString()).isEqualTo("in_progress");

        while (api.context().getBean(WebhookRecoveries.class).step()) {
            // as the result-store does
        }

        JsonNode done = api.call("/v1/webhook_recoveries/" + task.path("id").asString()).get().json();
        assertThat(done.path("status").asString()).isEqualTo("completed");
        assertThat(done.path("asked").asInt()).isEqualTo(1);
    }

    @Test
    void a_test_tells_what_the_endpoint_answered() {
        String id = made();
        CompletableFuture<Answer> taken = test(id);
        tried(id, State.DELIVERED, new Attempt(Clock.systemUTC().instant(), 5, 204, null, ""));
        Answer answer = taken.join();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().toString()).isEqualTo("{\"object\":\"webhook_endpoint.test\",\"event_type\":"
                + "\"job.failed\",\"status_code\":204,\"success\":true,\"webhook_endpoint_id\":\"" + id + "\"}");

        CompletableFuture<Answer> refused = test(id);
        tried(id, State.FAILED, new Attempt(Clock.systemUTC().instant(), 5, 500, null, ""));
        refused.join().isError(422, "webhook_test_failed", null);
        CompletableFuture<Answer> silent = test(id);
        tried(id, State.FAILED, new Attempt(Clock.systemUTC().instant(), 5, null, "no answer within 15 s", null));
        assertThat(silent.join().isError(422, "webhook_test_failed", null).body()).contains("no answer within 15 s");
    }

    private CompletableFuture<Answer> test(String id) {
        return api.call("/v1/webhook_endpoints/" + id + "/test").postAsync("{\"event_type\":\"job.failed\"}");
    }

    /** As the result-store does. */
    private void tried(String id, State state, Attempt attempt) {
        await().atMost(Duration.ofSeconds(15)).until(() -> {
            List<Delivery> claimed = deliveries.claim(id, 1, "token", Duration.ofMinutes(1));
            claimed.forEach(each -> deliveries.end(each, "token", state, attempt));
            return !claimed.isEmpty();
        });
    }

    @Test
    void who_asks_for_it_gets_signatures_that_a_public_key_verifies() {
        JsonNode made = api.call("/v1/webhook_endpoints").post(NEW.replace("{", "{\"signature\":\"v1a\","))
                .hasStatus(200).json();
        assertThat(made.path("signature").asString()).isEqualTo("v1a");
        assertThat(made.path("public_key").asString()).startsWith("whpk_");
    }

    @Test
    void events_are_listed_in_order_page_by_page() {
        String id = made();
        List<Delivery> three = List.of(failed(id), failed(id), failed(id));

        await().atMost(Duration.ofSeconds(15)).until(() -> listed(null).contains(three.getLast().event()));
        List<String> all = listed(null);
        assertThat(all).containsSubsequence(three.stream().map(Delivery::event).toList());
        String first = three.getFirst().event();
        assertThat(listed(first)).doesNotContain(first).contains(three.getLast().event());
    }

    private List<String> listed(@Nullable String after) {
        return api.call("/v1/events?limit=100" + (after == null ? "" : "&after=" + after)).get().hasStatus(200).json()
                .path("data").values().stream().map(event -> event.path("id").asString()).toList();
    }

    @Test
    void the_secret_for_the_addresses_of_jobs_is_shown_when_it_is_made() {
        JsonNode first = api.call("/v1/webhook_secret/rotate").post("").hasStatus(200).json();
        JsonNode second = api.call("/v1/webhook_secret/rotate")
                .post("{\"keep_old_secret_active_for_24_hours\":true}").hasStatus(200).json();

        assertThat(first.path("signing_secret").asString()).startsWith("whsec_")
                .isNotEqualTo(second.path("signing_secret").asString());
        api.call("/v1/webhook_endpoints/jobs/deliveries").get().hasStatus(200);
    }

    @Test
    void an_endpoint_without_a_url_is_not_called_and_a_fiftyfirst_is_refused() {
        String id = api.call("/v1/webhook_endpoints").post("{\"name\":\"x\",\"event_types\":[\"job.failed\"]}")
                .hasStatus(200).json().path("id").asString();
        api.call("/v1/webhook_endpoints/" + id + "/test").post("{\"event_type\":\"job.failed\"}").isError(400,
                "invalid_parameter", "id");
        for (int i = 1; i < WebhookEndpoints.MOST; i++) {
            made();
        }
        api.call("/v1/webhook_endpoints").post(NEW).isError(400, "invalid_parameter", null);
    }

    @Test
    void without_a_master_key_there_are_no_webhooks() {
        ApiKey key = TestApi.ACME;
        try (TestApi bare = TestApi.start(Map.of("longhaul.webhook.master-key", ""))) {
            bare.call("/v1/webhook_endpoints").bearer(key.reveal()).post(NEW).isError(409, "webhook_key_missing",
                    null);
            bare.call("/v1/webhook_secret/rotate").post("{}").isError(409, "webhook_key_missing", null);
            bare.call("/v1/jobs").post("{\"model\":\"small\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],"
                    + "\"webhook_url\":\"" + URL + "\"}").isError(400, "invalid_parameter", "webhook_url");
        }
    }
}
