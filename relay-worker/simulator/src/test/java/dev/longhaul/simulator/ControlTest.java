package dev.longhaul.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longhaul.simulator.config.InvalidConfig;
import dev.longhaul.simulator.config.Latency;
import dev.longhaul.simulator.config.Listen;
import dev.longhaul.simulator.config.Output;
import dev.longhaul.simulator.config.Parallel;
import dev.longhaul.simulator.config.SimulatorConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ControlTest {

    private final Simulator simulator = Simulator.start(SimulatorConfig.defaults());
    private final Caller caller = new Caller(simulator);

    @AfterEach
    void stop() {
        caller.close();
        simulator.close();
    }

    @Test
    void health_is_up() {
        assertThat(caller.getJson("/_sim/health").get("status").asString()).isEqualTo("up");
        assertThat(caller.get("/_sim/other").statusCode()).isEqualTo(404);
    }

    @Test
    void a_partial_change_leaves_the_rest() {
        var changed = caller.put("/_sim/config", "{\"latency\":{\"kind\":\"lognormal\",\"millis\":5,\"sigma\":0.4}}");

        assertThat(changed.statusCode()).isEqualTo(200);
        assertThat(simulator.config().latency()).isEqualTo(Latency.lognormal(5, 0.4));
        assertThat(simulator.config().output()).isEqualTo(SimulatorConfig.defaults().output());
        assertThat(SimulatorConfig.parse(caller.get("/_sim/config").body())).isEqualTo(simulator.config());

        caller.put("/_sim/config", "{\"latency\":null}");
        assertThat(simulator.config().latency()).isEqualTo(Latency.none());
    }

    @Test
    void a_bad_change_names_its_fields_and_changes_nothing() {
        var refused = caller.put("/_sim/config", "{\"seed\":5,\"parallel\":{\"max\":-1,\"status\":200}}");

        assertThat(refused.statusCode()).isEqualTo(400);
        var errors = Caller.json(refused).get("errors");
        assertThat(errors.at("/0/field").asString()).isEqualTo("parallel.max");
        assertThat(errors.at("/1/field").asString()).isEqualTo("parallel.status");
        assertThat(simulator.config()).isEqualTo(
                SimulatorConfig.defaults());
        var listen = caller.put("/_sim/config", "{\"listen\":{\"port\":1}}");
        assertThat(Caller.json(listen).at("/errors/0/field").asString()).isEqualTo("listen");
        assertThat(caller.put("/_sim/config", "x".repeat((1 << 20) + 1)).statusCode()).isEqualTo(413);
    }

    @Test
    void a_change_by_code_is_checked_too() {
        assertThatThrownBy(() -> simulator.configure(config -> config.withParallel(new Parallel(-1, 429))))
                .isInstanceOf(InvalidConfig.class)
                .hasMessageContaining("parallel.max");
        assertThatThrownBy(() -> simulator.configure(config -> config.withListen(new Listen("127.0.0.1", 1))))
                .isInstanceOf(InvalidConfig.class)
                .hasMessageContaining("listen");
        assertThatThrownBy(() -> Simulator.start(SimulatorConfig.defaults().withListen(new Listen("", 0))))
                .isInstanceOf(InvalidConfig.class);
        assertThat(simulator.config()).isEqualTo(SimulatorConfig.defaults());
    }

    @Test
    void the_ledger_can_be_read_after_the_end() {
        caller.openAi(Caller.openAiBody("hello"));
        simulator.close();

        assertThat(simulator.ledger().billed()).isEqualTo(1);
    }

    @Test
    void the_reference_is_the_defaults() throws IOException {
        try (var reference = Simulator.class.getResourceAsStream("reference.yaml")) {
            var text = new String(Objects.requireNonNull(reference).readAllBytes(), StandardCharsets.UTF_8);

            assertThat(SimulatorConfig.parse(text)).isEqualTo(SimulatorConfig.defaults());
            // What is commented out is valid as well.
            var examples = SimulatorConfig.parse(text.replace("limits: []", "limits:")
                    .replace("faults: []", "faults:")
                    .replaceAll("(?m)^#:", ""));
            assertThat(examples.limits()).isNotEmpty();
            assertThat(examples.faults()).hasSizeGreaterThan(8);
        }
    }

    @Test
    void a_paced_stream_takes_its_time() {
        simulator.configure(config -> config.withOutput(new Output(50, 50, 200, 2)));

        long start = System.nanoTime();
        var response = caller.openAi(Caller.openAiBody("hello").replaceFirst("\\{", "{\"stream\":true,"));

        assertThat(System.nanoTime() - start).isBetween(240_000_000L, 2_000_000_000L);
        assertThat(Caller.events(response.body())).hasSize(1 + 25 + 1);
    }

    @Test
    void a_port_that_is_taken_is_named() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var config = SimulatorConfig.defaults().withListen(new Listen("127.0.0.1", taken.getLocalPort()));

            assertThatThrownBy(() -> Simulator.start(config)).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(String.valueOf(taken.getLocalPort()));
        }
    }
}
