package dev.longhaul.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.simulator.config.Latency;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SimulatorCommandTest {

    @TempDir
    private Path directory;

    @Test
    void options_lie_over_the_file() throws IOException {
        var file = Files.writeString(directory.resolve("sim.yaml"), """
                listen: {port: 9}
                seed: 7
                latency: {kind: fixed, millis: 100}
                limits: [{tokensPerMinute: 5}, {requestsPerMinute: 5}]
                """);
        var command = new SimulatorCommand();
        new CommandLine(command).parseArgs("--config", file.toString(), "--port", "0", "--host", "localhost",
                "--latency", "20", "--latency-sigma", "0.5", "--tokens-per-second", "90", "--answer-tokens", "33",
                "--max-parallel", "4", "--rpm", "60", "--no-markers");

        var config = command.config();

        assertThat(config.listen().port()).isZero();
        assertThat(config.listen().host()).isEqualTo("localhost");
        assertThat(config.seed()).isEqualTo(7);
        assertThat(config.latency()).isEqualTo(Latency.lognormal(20, 0.5));
        assertThat(config.output().minTokens()).isEqualTo(33);
        assertThat(config.output().maxTokens()).isEqualTo(33);
        assertThat(config.output().tokensPerSecond()).isEqualTo(90);
        assertThat(config.parallel().max()).isEqualTo(4);
        assertThat(config.limits()).hasSize(1);
        assertThat(config.limits().getFirst().requestsPerMinute()).isEqualTo(60);
        assertThat(config.markers()).isFalse();
    }

    @Test
    void without_options_the_file_holds() throws IOException {
        var file = Files.writeString(directory.resolve("sim.yaml"), "latency: {kind: fixed, millis: 100}\n");
        var command = new SimulatorCommand();
        new CommandLine(command).parseArgs("--config", file.toString());

        assertThat(command.config().latency()).isEqualTo(Latency.fixed(100));
    }

    @Test
    void a_bad_option_is_named_and_nothing_starts() {
        var errors = new StringWriter();
        var commandLine = new CommandLine(new SimulatorCommand()).setErr(new PrintWriter(errors));

        assertThat(commandLine.execute("--port", "70000")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(errors.toString()).contains("listen.port");
        assertThat(commandLine.execute("--config", directory.resolve("none.yaml").toString())).isNotZero();
    }
}
