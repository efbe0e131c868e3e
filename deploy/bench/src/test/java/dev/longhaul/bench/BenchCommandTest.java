package dev.longhaul.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.bench.platform.Platform;
import dev.longhaul.bench.platform.PlatformOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
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
        assertThat(bench("latency", "--jvm-option", "mongo=Xmn1m")).isEqualTo(2);
        assertThat(err.toString()).contains("--jvm-option must be");
        assertThat(bench("throughput", "--jobs", "0")).isEqualTo(2);
        assertThat(bench("fairness", "--rate", "0")).isEqualTo(2);
        assertThat(bench("fairness", "--newcomer", "10", "--tenants", "1")).isEqualTo(2);
        assertThat(bench("backlog", "--setup", "processes", "--tenants", "1")).isEqualTo(2);
        assertThat(err.toString()).contains("this needs --setup processes --tenants 2");
        assertThat(bench("backlog", "--waiting", "10,5", "--scheduler-only")).isEqualTo(2);
        assertThat(bench("outcomes", "--bundle", "0")).isEqualTo(2);
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
        try (Platform platform = twoTenants()) {
            int exitCode = fairness(platform, "--backlog", "6000");
            assertThat(exitCode).as(err + "\n" + out).isZero();
            JsonNode contention = json().path("result").path("contention");
            assertThat(contention.path("starts").propertyNames()).containsExactly("tenant 1", "tenant 2");
            // 0.5 would be one tenant after the other
            assertThat(contention.path("jain").asDouble()).isGreaterThan(0.9);
            assertThat(json().path("result").path("chatStartDelay").path("count").asInt()).isPositive();

            // on the same platform, because its start takes most of the time
            int newcomer = fairness(platform, "--backlog", "3000", "--newcomer", "40", "--rounds", "1", "--duration",
                    "1");
            assertThat(newcomer).as(err + "\n" + out).isZero();
            JsonNode result = json().path("result");
            assertThat(result.path("idle").path("chatStartDelay").path("count").asInt()).isEqualTo(20);
            assertThat(result.path("beside").path("chatStartDelay").path("count").asInt()).isEqualTo(20);
            assertThat(result.path("idle").path("batches").path(0).path("contention").isNull()).isTrue();
            assertThat(result.path("beside").path("batches").path(0).path("contention").path("starts").path("tenant B")
                    .asInt()).isEqualTo(40);
            assertThat(result.path("batchRatio").asDouble()).isPositive();
            assertThat(result.path("backlog").path("cancelled").asInt()).isPositive();
        }
    }

    private static Platform twoTenants() {
        PlatformOptions options = new PlatformOptions();
        new CommandLine(CommandSpec.create().addMixin("platform", CommandSpec.forAnnotatedObject(options)))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .parseArgs("--setup", "processes", "--tenants", "2", "--slots", "8");
        return options.open();
    }

    private int fairness(Platform platform, String... more) {
        List<String> arguments = new ArrayList<>(List.of("fairness", "--url", platform.url(), "--simulator-url",
                platform.simulatorUrl(), "--latency", "20", "--warm-up", "0", "--json",
                directory.resolve("result.json").toString()));
        platform.apiKeys().forEach(key -> arguments.addAll(List.of("--api-key", key)));
        arguments.addAll(List.of(more));
        return bench(arguments.toArray(String[]::new));
    }

    @Test
    void a_backlog_waits_while_the_jobs_of_another_tenant_run() throws IOException {
        int exitCode = bench("backlog", "--setup", "processes", "--tenants", "2", "--waiting",
                "1,1000", "--jobs", "400", "--warm-up", "0", "--latency", "0", "--json",
                directory.resolve("result.json").toString());
        assertThat(exitCode).as(err + "\n" + out).isZero();
        JsonNode steps = json().path("result").path("platform");
        assertThat(steps).hasSize(2);
        // one a minute may go
        assertThat(steps.path(1).path("waiting").asInt()).isBetween(995, 1_000);
        assertThat(steps.path(1).path("jobsPerSecond").asDouble()).isPositive();
        assertThat(steps.path(1).path("dispatcher").path("name").asString()).isEqualTo("services");
        assertThat(steps.path(1).path("dispatcherHeap").asDouble()).isPositive();
        assertThat(json().path("result").path("scheduler")).hasSize(2);
    }

    @Test
    void outcomes_are_all_recorded_by_a_result_store_that_runs_alone() throws IOException {
        int exitCode = bench("outcomes", "--jobs", "1500", "--warm-up", "100", "--bundle", "32", "--heap", "512m",
                "--json", directory.resolve("result.json").toString());
        assertThat(exitCode).as(err + "\n" + out).isZero();
        assertThat(out.toString()).contains("outcomes/s");
        JsonNode result = json().path("result");
        assertThat(result.path("jobs").asInt()).isEqualTo(1_500);
        assertThat(result.path("seconds").asDouble()).isPositive();
        assertThat(result.path("processes").findValuesAsString("name")).contains("result-store", "mongo", "amqp");
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
