package dev.longhaul.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The commands as they are typed, on platforms that they start. */
class BenchCommandTest {

    @TempDir
    private Path directory = Path.of("");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int bench(String... arguments) {
        CommandLine bench = BenchCommand.commandLine();
        bench.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return bench.execute(arguments);
    }

    private JsonNode json() throws IOException {
        return JsonMapper.shared().readTree(Files.readString(directory.resolve("result.json")));
    }

    @Test
    void options_that_need_each_other_are_told() {
        assertThat(bench("throughput", "--url", "http://127.0.0.1:1")).isEqualTo(2);
        assertThat(err.toString()).contains("--url, --api-key and --simulator-url need each other");
        assertThat(bench("latency", "--amqp-uri", "amqp://127.0.0.1")).isEqualTo(2);
        assertThat(bench("throughput", "--jobs", "0")).isEqualTo(2);
        assertThat(bench("fairness", "--rate", "0")).isEqualTo(2);
    }

    @Test
    void throughput_of_the_standalone_has_a_baseline_and_the_cost_of_each_process() throws IOException {
        int exitCode = bench("throughput", "--jobs", "300", "--warm-up", "100", "--latency", "0", "--json",
                directory.resolve("result.json").toString());
        assertThat(exitCode).as(err + "\n" + out).isZero();
        assertThat(out.toString()).contains("platform / direct").contains("standalone");
        JsonNode run = json().path("result").path("median");
        for (String side : new String[]{"direct", "platform"}) {
            assertThat(run.path(side).path("providerCalls").asInt()).isEqualTo(300);
            assertThat(run.path(side).path("jobsPerSecond").asDouble()).isPositive();
        }
        assertThat(run.path("platform").path("processes").valueStream().map(process -> process.path("name").asString()))
                .containsExactly("driver", "standalone", "simulator");
    }

    @Test
    void fairness_of_two_tenants_on_servers_in_processes_of_their_own() throws IOException {
        int exitCode = bench("fairness", "--setup", "processes", "--tenants", "2", "--slots", "8", "--backlog", "6000",
                "--latency", "20", "--warm-up", "0", "--json", directory.resolve("result.json").toString());
        assertThat(exitCode).as(err + "\n" + out).isZero();
        JsonNode contention = json().path("result").path("contention");
        assertThat(contention.path("starts").propertyNames()).containsExactly("tenant 1", "tenant 2");
        // 0.5 would be one tenant after the other
        assertThat(contention.path("jain").asDouble()).isGreaterThan(0.9);
        assertThat(json().path("result").path("chatStartDelay").path("count").asInt()).isPositive();
    }

    @Test
    void latency_is_told_alone_and_while_a_batch_runs() throws IOException {
        int exitCode = bench("latency", "--duration", "2", "--batch", "500", "--latency", "50", "--warm-up", "50",
                "--json", directory.resolve("result.json").toString());
        assertThat(exitCode).as(err + "\n" + out).isZero();
        JsonNode result = json().path("result");
        assertThat(result.path("alone").path("milliseconds").path("count").asInt()).isEqualTo(40);
        assertThat(result.path("alone").path("milliseconds").path("p50").asDouble()).isPositive();
        assertThat(result.path("batch").path("jobs").asInt()).isEqualTo(500);
    }
}
