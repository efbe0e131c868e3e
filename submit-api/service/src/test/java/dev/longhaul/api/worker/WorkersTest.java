package dev.longhaul.api.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longhaul.api.testing.FakePipeline;
import dev.longhaul.api.testing.TestApi;
import dev.longhaul.contract.message.ControlMessage;
import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.contract.message.UnreadableMessageException;
import dev.longhaul.contract.message.WorkerReport.Heartbeat;
import dev.longhaul.contract.message.WorkerReport.KeyState;
import dev.longhaul.embedded.SharedServers;
import dev.longhaul.link.RelayConsumer;
import dev.longhaul.link.RelayTopology;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.core.Declarables;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitAdmin;
import org.springframework.context.support.GenericApplicationContext;
import tools.jackson.databind.JsonNode;

/** What administrators see of workers, by the heartbeats that these send. */
class WorkersTest {

    private static final Instant START = Instant.parse("2026-11-26T09:00:00Z");

    private final TestApi api = TestApi.shared();
    private final String one = "one-" + UUID.randomUUID();
    private final String other = "other-" + UUID.randomUUID();

    private void beat(String worker, boolean stopping, long interval, List<String> unavailable, KeyState... keys) {
        FakePipeline.shared().amqp.publishTransient(RelayTopology.REPORTS, RelayTopology.ALL,
                MessageCodec.write(new Heartbeat(worker, "default", "eu", List.of("simulator"), unavailable, 64, 12,
                        stopping, interval, START, Instant.now(), List.of(keys))))
                .join();
    }

    @Test
    void live_workers_are_listed_and_those_that_fall_silent_are_not() {
        beat(one, false, 600_000, List.of("simulator/small"));
        beat(other, false, 100, List.of());
        await().until(() -> names().contains(one));

        assertThat(api.admin("/admin/workers/" + one).get().hasStatus(200).json().toString()).matches("\\{"
                + "\"object\":\"worker\",\"name\":\"" + one + "\",\"state\":\"working\",\"pool\":\"default\","
                + "\"region\":\"eu\",\"providers\":\\[\"simulator\"],\"unavailable\":\\[\"simulator/small\"],"
                + "\"slots\":64,\"held\":12,\"started_at\":" + START.getEpochSecond() + ",\"seen_at\":[0-9]+}");
        await().until(() -> !names().contains(other));
        beat(one, true, 600_000, List.of());
        await().until(() -> api.admin("/admin/workers/" + one).get().json().path("state").asString()
                .equals("draining"));
    }

    @Test
    void providers_are_shown_as_their_workers_see_them() {
        Instant early = Instant.now().plusSeconds(60);
        Instant late = Instant.now().plusSeconds(90);
        beat(one, false, 600_000, List.of("simulator/small"),
                new KeyState("simulator", "a", "paused", "small", early, "rate_limit_exceeded"),
                new KeyState("simulator", "b", "ready", null, null, null));
        beat(other, false, 600_000, List.of("simulator/small", "else/where"),
                new KeyState("simulator", "a", "paused", "small", late, "rate_limit_exceeded"),
                new KeyState("simulator", "b", "unusable", null, late, "invalid_api_key"));
        await().until(() -> names().containsAll(List.of(one, other)));

        JsonNode data = api.admin("/admin/providers").get().hasStatus(200).json().path("data");
        JsonNode provider = data.values().stream()
                .filter(each -> each.path("name").asString().equals("simulator")).findFirst().orElseThrow();
        assertThat(provider.path("workers").asInt()).isGreaterThanOrEqualTo(2);
        assertThat(provider.path("keys").path(0).toString())
                .isEqualTo("{\"name\":\"a\",\"state\":\"paused\",\"model\":\"small\",\"until\":"
                        + late.getEpochSecond() + ",\"code\":\"rate_limit_exceeded\",\"workers\":2}");
        assertThat(provider.path("keys").values().stream().skip(1).map(key -> key.path("name").asString() + " "
                + key.path("state").asString() + " " + key.path("workers").asInt())).containsExactly("b ready 1",
                        "b unusable 1");
        assertThat(provider.path("unavailable").path(0).toString()).startsWith("{\"model\":\"small\",\"workers\":");
        assertThat(provider.path("unavailable")).hasSize(1);
        beat(one, true, 100, List.of());
        beat(other, true, 100, List.of());
    }

    @Test
    void a_worker_is_told_to_drain_with_a_reason() {
        Queue<ControlMessage> told = new ConcurrentLinkedQueue<>();
        CachingConnectionFactory connections = new CachingConnectionFactory(URI.create(SharedServers.amqp().uri()));
        try (GenericApplicationContext declarations = new GenericApplicationContext()) {
            declarations.registerBean("control", Declarables.class,
                    () -> RelayTopology.instance(RelayTopology.CONTROL, one));
            declarations.refresh();
            RabbitAdmin admin = new RabbitAdmin(connections);
            admin.setApplicationContext(declarations);
            admin.afterPropertiesSet();
            try (RelayConsumer control = RelayConsumer.start(connections, admin,
                    RelayTopology.instanceQueue(RelayTopology.CONTROL, one), 10, delivery -> {
                        try {
                            told.add(MessageCodec.read(delivery.body(), ControlMessage.class));
                        } catch (UnreadableMessageException e) {
                            throw new AssertionError(e);
                        }
                        delivery.ack();
                    })) {
                await().until(control::isConsuming);
                beat(one, false, 600_000, List.of());
                await().until(() -> names().contains(one));

                api.admin("/admin/workers/" + one + "/drain").post("{}").isError(400, "missing_parameter", "reason");
                assertThat(told).isEmpty();
                assertThat(api.admin("/admin/workers/" + one + "/drain").post("{\"reason\":\"new machine\"}")
                        .hasStatus(202).json().path("name").asString()).isEqualTo(one);
                await().until(() -> told.contains(new ControlMessage.Drain()));
            }
        } finally {
            connections.destroy();
            beat(one, true, 100, List.of());
        }
    }

    @Test
    void who_is_not_there_is_not_found_and_who_is_no_admin_sees_nothing() {
        api.admin("/admin/workers/nobody").get().isError(404, "not_found", "worker");
        api.admin("/admin/workers/nobody/drain").post("{\"reason\":\"x\"}").isError(404, "not_found", "worker");
        api.call("/admin/workers").get().isError(403, "admin_key_required", null);
        api.call("/admin/workers/nobody").get().isError(403, "admin_key_required", null);
        api.call("/admin/workers/nobody/drain").post("{\"reason\":\"x\"}").isError(403, "admin_key_required", null);
        api.call("/admin/providers").get().isError(403, "admin_key_required", null);
    }

    private List<String> names() {
        return api.admin("/admin/workers").get().hasStatus(200).json().path("data").values().stream()
                .map(worker -> worker.path("name").asString()).toList();
    }
}
