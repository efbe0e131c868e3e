package dev.longhaul.api.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.api.key.ApiKey;
import dev.longhaul.api.testing.Answer;
import dev.longhaul.api.testing.Call;
import dev.longhaul.api.testing.TestApi;
import dev.longhaul.store.key.ApiKeyStore;
import java.security.SecureRandom;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class TenantsTest {

    private final TestApi api = TestApi.shared();
    private final String tenant = "tenant-" + UUID.randomUUID();
    private final String path = "/admin/tenants/" + tenant;

    @Test
    void a_plan_says_how_long_jobs_stay_within_its_bounds() {
        String path = "/admin/tenants/keeper-" + UUID.randomUUID();

        assertThat(api.admin(path).put("{\"retention_days\": 7, \"reason\": \"contract\"}").hasStatus(200).json()
                .at("/plan/retention_days").asInt()).isEqualTo(7);
        for (String wrong : List.of("0", "3651", "1.5", "\"7d\"")) {
            api.admin(path).put("{\"retention_days\": " + wrong + ", \"reason\": \"x\"}").isError(400,
                    "invalid_parameter", "retention_days");
        }
        assertThat(api.admin(path).put("{\"retention_days\": null, \"reason\": \"x\"}").hasStatus(200).json()
                .at("/plan/retention_days").isNull()).isTrue();
    }

    @Test
    void a_tenant_without_a_plan_has_the_default_one() {
        JsonNode found = api.admin(path).get().hasStatus(200).json();

        assertThat(found.toString()).isEqualTo("{\"tenant\":\"" + tenant + "\",\"object\":\"tenant\",\"revision\":0,"
                + "\"changed_at\":null,\"plan\":{\"weight\":1,\"max_in_flight\":null,\"requests_per_minute\":null,"
                + "\"tokens_per_minute\":null,\"daily_tokens\":null,\"monthly_tokens\":null,\"daily_usd\":null,\"monthly_usd\":null,\"when_spent\":\"reject\",\"time_zone\":\"UTC\",\"cache\":\"deterministic\",\"keys\":{},\"allowed_providers\":null,\"allowed_regions\":null,\"retention_days\":null}}");
        assertThat(api.admin(path + "/changes").get().hasStatus(200).json().path("data")).isEmpty();
    }

    @Test
    void a_plan_is_given_read_listed_and_signed() {
        api.admin(path).put("""
                {"weight": 5, "max_in_flight": 20, "reason": "trial"}""").hasStatus(200);
        JsonNode changed = api.admin(path)
                .put("""
                        {"requests_per_minute": 600, "tokens_per_minute": 100000, "max_in_flight": null, "daily_tokens": 5000000,
                         "monthly_usd": 120.5, "when_spent": "hold", "time_zone": "Asia/Shanghai",
                         "reason": "contract signed", "revision": 1}""")
                .hasStatus(200).json();

        assertThat(changed.path("revision").asInt()).isEqualTo(2);
        assertThat(changed.path("plan").toString()).isEqualTo(
                "{\"weight\":1,\"max_in_flight\":null,\"requests_per_minute\":600,\"tokens_per_minute\":100000,"
                        + "\"daily_tokens\":5000000,\"monthly_tokens\":null,\"daily_usd\":null,\"monthly_usd\":120.5,"
                        + "\"when_spent\":\"hold\",\"time_zone\":\"Asia/Shanghai\",\"cache\":\"deterministic\",\"keys\":{},\"allowed_providers\":null,\"allowed_regions\":null,\"retention_days\":null}");
        assertThat(api.admin(path).get().json()).isEqualTo(changed);
        assertThat(api.admin("/admin/tenants?after=" + tenant.substring(0, tenant.length() - 1)).get().hasStatus(200)
                .json().path("data").path(0)).isEqualTo(changed);
        JsonNode changes = api.admin(path + "/changes").get().hasStatus(200).json().path("data");
        assertThat(changes).hasSize(2);
        assertThat(changes.path(0).path("by").asString()).isEqualTo("ann");
        assertThat(changes.path(0).path("reason").asString()).isEqualTo("contract signed");
        assertThat(changes.path(0).path("before").path("weight").asInt()).isEqualTo(5);
        assertThat(changes.path(0).path("after")).isEqualTo(changed.path("plan"));
        assertThat(changes.path(1).path("before").isNull()).isTrue();
    }

    @Test
    void a_key_has_a_quota_of_its_own() {
        String key = newKey(ApiKey.generate(new SecureRandom()));

        JsonNode changed = api.admin(path).put("{\"keys\": {\"" + key
                + "\": {\"requests_per_minute\": 60, \"daily_usd\": 2.5, \"when_spent\": \"hold\"}}, \"reason\": \"trial\"}")
                .hasStatus(200).json();

        assertThat(changed.path("plan").path("keys").toString()).isEqualTo("{\"" + key
                + "\":{\"max_in_flight\":null,\"requests_per_minute\":60,\"tokens_per_minute\":null,\"daily_tokens\":null,"
                + "\"monthly_tokens\":null,\"daily_usd\":2.5,\"monthly_usd\":null,\"when_spent\":\"hold\"}}");
        assertThat(api.admin(path).get().json()).isEqualTo(changed);
        Answer refused = api.admin(path).put("{\"keys\": {\"" + key
                + "\": {\"requests_per_minute\": 0, \"weight\": 2}, \"key_of_nobody\": {}}, \"reason\": \"trial\"}");
        refused.isError(400, "invalid_parameter", "keys." + key + ".requests_per_minute");
        assertThat(refused.json().path("error").path("message").asString()).startsWith("The plan has 3 faults:")
                .contains("'keys." + key + ".requests_per_minute' must be from 1",
                        "'keys." + key + ".weight' is not known here",
                        "'keys.key_of_nobody' is not the id of a key of this tenant");
        api.admin(path).put("{\"keys\": [], \"reason\": \"trial\"}").isError(400, "invalid_parameter", "keys");
        assertThat(api.admin(path).get().json()).isEqualTo(changed);
    }

    @Test
    void providers_and_regions_are_limited_and_the_faults_of_their_names_told() {
        JsonNode changed = api.admin(path).put("""
                {"allowed_providers": ["simulator", "abroad"], "allowed_regions": ["eu-west"], "reason": "contract"}""")
                .hasStatus(200).json();
        assertThat(changed.at("/plan/allowed_providers").toString()).isEqualTo("[\"abroad\",\"simulator\"]");
        assertThat(changed.at("/plan/allowed_regions").toString()).isEqualTo("[\"eu-west\"]");
        assertThat(api.admin(path).get().json()).isEqualTo(changed);

        Answer refused = api.admin(path).put("""
                {"allowed_providers": ["simulator", "opneai", {"a": 1}, 5], "allowed_regions": ["EU West"],
                 "weight": 0, "reason": "x"}""");
        refused.isError(400, "invalid_parameter", "allowed_providers[1]");
        assertThat(refused.json().at("/error/message").asString()).startsWith("The plan has 3 faults:").contains(
                "'allowed_providers[1]' is 'opneai', which is not among the catalogue's providers [abroad, simulator]: "
                        + "correct the name or add the provider.",
                "'allowed_regions[0]' must be a region as workers state it: 1 to 64 letters",
                "'weight' must be from 1");
        api.admin(path).put("{\"allowed_providers\": [], \"reason\": \"x\"}").isError(400, "invalid_parameter",
                "allowed_providers");
        api.admin(path).put("{\"allowed_regions\": \"eu\", \"reason\": \"x\"}").isError(400, "invalid_parameter",
                "allowed_regions");
        assertThat(api.admin(path).get().json()).isEqualTo(changed);
        assertThat(api.admin(path).put("{\"allowed_regions\": null, \"reason\": \"x\"}").hasStatus(200).json()
                .path("plan").path("allowed_providers").isNull()).isTrue();
    }

    @Test
    void a_tenant_sees_and_uses_only_models_that_its_plan_allows() {
        ApiKey key = ApiKey.generate(new SecureRandom());
        newKey(key);
        assertThat(models(key)).isNotEmpty();
        api.admin(path).put("{\"allowed_providers\": [\"abroad\"], \"reason\": \"contract\"}").hasStatus(200);

        Awaitility.await().untilAsserted(() -> assertThat(models(key)).isEmpty());
        call(key, "/v1/models/small").get().isError(403, "model_not_allowed", "model");
        call(key, "/v1/models/abroad/one").get().hasStatus(200);
        call(key, "/v1/jobs").post(chat("small")).isError(403, "model_not_allowed", "model");
        call(key, "/v1/chat/completions").post(chat("tiny")).isError(403, "model_not_allowed", "model");
        call(key, "/v1/jobs").post(chat("nowhere")).isError(404, "model_not_found", "model");
        call(key, "/v1/jobs").post(chat("abroad/one")).hasStatus(202);
        assertThat(call(key, "/v1/jobs/bulk").header("Content-Type", "application/x-ndjson")
                .post(chat("small") + "\n" + chat("abroad/one")).hasStatus(200).body()).contains("model_not_allowed");
    }

    @Test
    void a_model_is_not_allowed_when_all_its_providers_state_other_regions() {
        ApiKey key = ApiKey.generate(new SecureRandom());
        newKey(key);
        api.admin(path).put("{\"allowed_regions\": [\"eu\"], \"reason\": \"contract\"}").hasStatus(200);

        Awaitility.await().untilAsserted(
                () -> call(key, "/v1/jobs").post(chat("abroad/one")).isError(403, "model_not_allowed", "model"));
        call(key, "/v1/jobs").post(chat("small")).hasStatus(202);
    }

    private JsonNode models(ApiKey key) {
        return call(key, "/v1/models").get().hasStatus(200).json().path("data");
    }

    private Call call(ApiKey key, String to) {
        return api.call(to).bearer(key.reveal());
    }

    private static String chat(String model) {
        return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    }

    @Test
    void jobs_that_do_not_say_use_the_cache_as_their_tenants_plan_does() {
        ApiKey key = ApiKey.generate(new SecureRandom());
        newKey(key);
        api.admin(path).put("{\"cache\": \"always\", \"reason\": \"equal prompts\"}").hasStatus(200);

        Awaitility.await().untilAsserted(() -> assertThat(cacheOf(key, "")).isEqualTo("always"));
        assertThat(cacheOf(key, ",\"cache\":\"never\"")).isEqualTo("never");
        api.admin(path).put("{\"cache\": \"sometimes\", \"reason\": \"x\"}").isError(400, "invalid_parameter", "cache");
    }

    private String cacheOf(ApiKey key, String field) {
        return api.call("/v1/jobs").bearer(key.reveal())
                .post("{\"model\":\"small\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]" + field + "}")
                .hasStatus(202).json().path("cache").asString();
    }

    /** Gives the tenant a key and returns its id. */
    private String newKey(ApiKey key) {
        String id = ApiKey.idOf(key.hash());
        api.context().getBean(ApiKeyStore.class).addIfAbsent(key.hash(), id, tenant, "test");
        return id;
    }

    @Test
    void a_change_of_an_outdated_plan_is_a_conflict_and_changes_nothing() {
        api.admin(path).put("{\"weight\": 5, \"reason\": \"trial\"}").hasStatus(200);

        api.admin(path).put("{\"weight\": 6, \"reason\": \"mistake\", \"revision\": 0}").isError(409,
                "revision_conflict", "revision");

        assertThat(api.admin(path).get().json().path("plan").path("weight").asInt()).isEqualTo(5);
    }

    @Test
    void all_faults_are_told_at_once_and_nothing_changes() {
        Answer refused = api.admin(path).put("""
                {"weight": 0, "max_in_flight": "many", "requests_per_minute": 1.5, "tokens_per_minute": {"a": [1]},
                 "budget": 5, "daily_usd": 0, "when_spent": "beg", "time_zone": "Moon", "revision": -1}""");

        refused.isError(400, "invalid_parameter", "weight");
        assertThat(refused.json().path("error").path("message").asString()).startsWith("The plan has 10 faults:")
                .contains("'weight' must be from 1 to 100", "'max_in_flight' must be a whole number",
                        "'requests_per_minute'", "'tokens_per_minute'", "'budget' is not known here",
                        "'daily_usd' must be a number of US dollars",
                        "'when_spent' must be reject or hold", "'time_zone' must be a time zone", "'revision'",
                        "'reason' is missing");
        api.admin(path).put("{\"weight\": 2}").isError(400, "missing_parameter", "reason");
        api.admin(path).put("{\"weight\": 2, \"reason\": \" \"}").isError(400, "invalid_parameter", "reason");
        api.admin(path).put("{\"weight\": 2,").isError(400, "invalid_json", null);
        api.admin("/admin/tenants/NO").put("{\"reason\": \"x\"}").isError(400, "invalid_parameter", "tenant");
        assertThat(api.admin(path).get().json().path("revision").asInt()).isZero();
    }

    @Test
    void administration_needs_an_admin_key_and_an_admin_key_opens_nothing_else() {
        api.call(path).get().isError(403, "admin_key_required", null);
        api.call(path).put("{\"weight\": 5, \"reason\": \"more for us\"}").isError(403, "admin_key_required", null);
        api.call(path).header("Authorization", "").get().isError(401, "invalid_api_key", null);
        api.call(path).bearer(ApiKey.generate(new SecureRandom()).reveal()).get().isError(401, "invalid_api_key",
                null);
        api.admin("/v1/models").get().isError(401, "invalid_api_key", null);
        assertThat(api.admin(path).get().json().path("revision").asInt()).isZero();
    }
}
