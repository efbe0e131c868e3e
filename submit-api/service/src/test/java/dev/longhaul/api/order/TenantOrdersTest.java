package dev.longhaul.api.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.api.testing.TestApi;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What administrators order about a tenant; that jobs follow is a matter of the store and of the dispatchers. */
class TenantOrdersTest {

    private final TestApi api = TestApi.shared();
    private final String tenant = "tenant-" + UUID.randomUUID();
    private final String path = "/admin/tenants/" + tenant;

    @Test
    void orders_are_given_with_a_reason_and_kept_with_who_gave_them() {
        JsonNode paused = api.admin(path + "/pause").post("{\"reason\":\"too many\"}").hasStatus(200).json();
        assertThat(paused.toString()).isEqualTo("{\"object\":\"job_order\",\"action\":\"pause\",\"tenant\":\"" + tenant
                + "\",\"batch\":null,\"paused\":true,\"changed\":null,\"cancel_requested\":null}");
        assertThat(api.admin(path + "/cancel").post("{\"reason\":\"contract ended\"}").hasStatus(200).json()
                .path("changed").asInt()).isZero();
        api.admin(path + "/priority").post("{\"priority\":2,\"reason\":\"less urgent\"}").hasStatus(200);
        assertThat(api.admin(path + "/resume").post("{\"reason\":\"settled\"}").hasStatus(200).json().path("paused")
                .asBoolean()).isFalse();

        JsonNode given = api.admin(path + "/orders").get().hasStatus(200).json().path("data");
        assertThat(given.values().stream().map(order -> order.path("action").asString())).containsExactly("resume",
                "reprioritise", "cancel", "pause");
        assertThat(given.path(1).path("priority").asInt()).isEqualTo(2);
        assertThat(given.path(3).path("by").asString()).isEqualTo("ann");
        assertThat(given.path(3).path("reason").asString()).isEqualTo("too many");
    }

    @Test
    void an_order_without_a_reason_or_about_an_impossible_tenant_is_refused() {
        for (String verb : List.of("pause", "resume", "cancel")) {
            api.admin(path + "/" + verb).post("{}").isError(400, "missing_parameter", "reason");
            api.admin(path + "/" + verb).post("").isError(400, "invalid_json", null);
            api.admin(path + "/" + verb).post("{\"reason\":\" \"}").isError(400, "invalid_parameter", "reason");
            api.admin(path + "/" + verb).post("{\"reason\":\"x\",\"priority\":1}").isError(400, "unknown_parameter",
                    "priority");
            api.admin("/admin/tenants/NO/" + verb).post("{\"reason\":\"x\"}").isError(400, "invalid_parameter",
                    "tenant");
        }
        api.admin(path + "/priority").post("{\"reason\":\"x\"}").isError(400, "missing_parameter", "priority");
        assertThat(api.admin(path + "/orders").get().hasStatus(200).json().path("data")).isEmpty();
    }

    @Test
    void a_tenants_own_key_orders_nothing_here() {
        for (String verb : List.of("pause", "resume", "cancel", "priority")) {
            api.call(path + "/" + verb).post("{\"reason\":\"x\"}").isError(403, "admin_key_required", null);
        }
        api.call(path + "/orders").get().isError(403, "admin_key_required", null);
    }
}
