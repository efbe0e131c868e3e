package dev.longhaul.client.cli.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longhaul.client.cli.CommandRun;
import dev.longhaul.client.fake.FakePlatform;
import dev.longhaul.client.fake.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class BatchRunTest {

    @TempDir
    private Path directory;
    private FakePlatform platform;
    private CommandRun.Shell shell;
    private Path input;
    private Path output;
    private Path state;

    @BeforeEach
    void start() {
        platform = FakePlatform.start();
        shell = shell();
        input = directory.resolve("prompts.txt");
        output = directory.resolve("results.jsonl");
        state = directory.resolve("results.jsonl.state");
    }

    private CommandRun.Shell shell() {
        return new CommandRun.Shell(Map.of("LONGHAUL_URL", platform.url(), "LONGHAUL_API_KEY", FakePlatform.KEY),
                directory);
    }

    @AfterEach
    void stop() {
        platform.close();
    }

    private CommandRun run(String... more) {
        List<String> args = new ArrayList<>(
                List.of("batch", "run", input.toString(), "-o", output.toString(), "-m", "gpt"));
        args.addAll(Arrays.asList(more));
        return shell.run(args.toArray(String[]::new));
    }

    private void prompts(int count) throws IOException {
        Files.writeString(input, IntStream.rangeClosed(1, count).mapToObj(i -> "prompt " + i + "\n")
                .collect(Collectors.joining()));
    }

    private List<JsonNode> results() throws IOException {
        return Files.readAllLines(output).stream().map(JsonMapper.shared()::readTree).toList();
    }

    private void assertEachLineOnce(int lines) throws IOException {
        assertThat(results()).extracting(result -> result.path("custom_id").asString()).hasSize(lines)
                .doesNotHaveDuplicates();
        assertThat(platform.jobsByCustomId()).hasSize(lines).allSatisfy((name, jobs) -> assertThat(jobs).isOne());
    }

    @Test
    void every_line_gets_its_result_in_the_form_of_an_openai_batch() throws IOException {
        prompts(2_500);
        CommandRun run = run();
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("2,500 of 2,500 lines done: 2,500 succeeded, 0 failed",
                "tokens:  7,500 in, 10,000 out", "jobs/s", "results: " + output);
        assertEachLineOnce(2_500);
        JsonNode result = results().stream().filter(line -> "line-7".equals(line.path("custom_id").asString()))
                .findFirst().orElseThrow();
        JsonNode body = result.path("response").path("body");
        assertThat(body.path("choices").path(0).path("message").path("content").asString())
                .isEqualTo("echo: prompt 7");
        assertThat(result.path("response").path("status_code").asInt()).isEqualTo(200);
        assertThat(result.path("response").path("request_id").asString()).isEqualTo(body.path("id").asString());
        assertThat(result.path("error").isNull()).isTrue();
        assertThat(result.path("longhaul").path("line").asInt()).isEqualTo(7);
        assertThat(result.path("longhaul").path("job_id").asString()).isEqualTo(result.path("id").asString());
        assertThat(result.path("longhaul").path("duration_ms").asInt()).isEqualTo(7);
        assertThat(platform.requests().getFirst().path("lane").asString()).isEqualTo("batch");
    }

    @Test
    void failures_of_every_kind_are_results_and_exit_with_1() throws IOException {
        Files.writeString(input, "fine\nFAIL\nBILLED\nEXPIRE\n");
        Path mixed = directory.resolve("mixed.jsonl");
        Files.writeString(mixed, Files.readAllLines(input).stream().map(prompt -> "{\"prompt\":\"" + prompt + "\"}\n")
                .collect(Collectors.joining()) + "{\"prompt\":\"x\",\"model\":\"unknown-model\"}\n");
        input = mixed;
        CommandRun run = run("--json", "--ordered");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.json()).singleElement().satisfies(summary -> {
            assertThat(summary.path("end").asString()).isEqualTo("completed");
            assertThat(summary.path("succeeded").asInt()).isEqualTo(2);
            assertThat(summary.path("failed").asInt()).isEqualTo(3);
            assertThat(summary.path("possibly_billed").asInt()).isEqualTo(1);
            assertThat(summary.path("submitted").asInt()).isEqualTo(4);
        });
        List<JsonNode> results = results();
        assertThat(results.get(1).path("response").path("status_code").asInt()).as("the provider's own").isEqualTo(422);
        assertThat(results.get(1).path("response").path("body").path("error").path("code").asString())
                .isEqualTo("provider_refused");
        assertThat(results.get(2).path("longhaul").path("possibly_billed").asBoolean()).isTrue();
        assertThat(results.get(3).path("response").isNull()).isTrue();
        assertThat(results.get(3).path("error").path("code").asString()).isEqualTo("job_expired");
        assertThat(results.get(4).path("response").path("status_code").asInt()).isEqualTo(404);
        assertThat(results.get(4).path("longhaul").path("job_id").isNull()).isTrue();
        assertThat(results.get(4).path("id").asString()).isEqualTo("line-5");
    }

    @Test
    void a_run_that_is_complete_submits_nothing_again() throws IOException {
        prompts(20);
        run();
        int bulks = platform.calls("/v1/jobs/bulk");
        CommandRun again = run();
        assertThat(again.exitCode()).isZero();
        assertThat(again.out()).contains("20 of 20 lines done", "(20 were done before)");
        assertThat(platform.calls("/v1/jobs/bulk")).isEqualTo(bulks);
        assertThat(Files.readAllLines(state)).as("only the header stays").hasSize(1);
    }

    @Test
    void failed_lines_are_submitted_again_only_on_demand() throws IOException {
        Files.writeString(input, "fine\nFAIL\n");
        assertThat(run().exitCode()).isEqualTo(1);
        assertThat(run().exitCode()).isEqualTo(1);
        assertThat(platform.jobCount()).isEqualTo(2);
        assertThat(run("--retry-failed").exitCode()).isEqualTo(1);
        assertThat(platform.jobCount()).isEqualTo(3);
        assertThat(results()).hasSize(2);
        assertThat(results().getLast().path("longhaul").path("submission").asInt()).isEqualTo(2);
    }

    @Test
    void never_more_jobs_than_allowed_are_in_flight() throws IOException {
        Files.writeString(input, IntStream.range(0, 40).mapToObj(i -> "HOLD " + i + "\n")
                .collect(Collectors.joining()));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<CommandRun> run = CompletableFuture.supplyAsync(() -> run("--max-in-flight", "7"),
                    threads);
            for (int released = 0; released < 40; released += 7) {
                int expected = Math.min(40, released + 7);
                await().untilAsserted(() -> assertThat(platform.jobCount()).isEqualTo(expected));
                platform.endAll();
            }
            assertThat(run.join().exitCode()).isZero();
        }
        assertEachLineOnce(40);
    }

    @Test
    void lines_that_were_refused_for_the_moment_are_submitted_until_accepted() throws IOException {
        prompts(100);
        platform.fail("/v1/jobs/bulk", new Fault.LinesRefused(2), new Fault.LinesRefused(2));
        assertThat(run().exitCode()).isZero();
        assertEachLineOnce(100);
        assertThat(platform.calls("/v1/jobs/bulk")).isEqualTo(3);
    }

    @Test
    void lost_answers_cut_connections_and_throttling_make_no_second_job() throws IOException {
        prompts(300);
        platform.fail("/v1/jobs/bulk", new Fault.LostAnswer(), new Fault.Cut(),
                new Fault.Status(429, Map.of("Retry-After", "1")), new Fault.Status(503, Map.of()));
        platform.fail("/v1/jobs/lookup", new Fault.Cut(), new Fault.LostAnswer(),
                new Fault.Status(502, Map.of()));
        assertThat(run().exitCode()).isZero();
        assertEachLineOnce(300);
    }

    @Test
    void a_platform_that_stays_away_ends_the_run_with_3_and_the_next_run_goes_on() throws IOException {
        prompts(50);
        Fault away = new Fault.Status(503, Map.of());
        platform.fail("/v1/jobs/lookup", IntStream.range(0, 50).mapToObj(i -> away).toArray(Fault[]::new));
        CommandRun run = run("--max-outage", "300ms");
        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err()).contains("an ordered fault", "run the same command again to go on");
        platform.close();
        assertThat(run().err()).contains("refused the connection");
        platform = platform.ofAnotherTenant();
        shell = shell();
        assertThat(run().err()).contains("has none of the 50 jobs", "--retry-failed");
        platform.close();
        platform = platform.emptied();
        shell = shell().clock(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(11)));
        CommandRun lost = run();
        assertThat(lost.exitCode()).isEqualTo(2);
        assertThat(lost.err()).contains("has none of the 50 jobs");
        assertThat(run("--retry-failed").exitCode()).isZero();
        assertEachLineOnce(50);
    }

    @Test
    void lines_that_stay_refused_end_the_run_with_3() throws IOException {
        prompts(4);
        platform.fail("/v1/jobs/bulk",
                IntStream.range(0, 50).mapToObj(i -> new Fault.LinesRefused(1)).toArray(Fault[]::new));
        CommandRun run = run("--max-outage", "200ms");
        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err()).contains("try again", "run the same command again to go on");
        assertThat(platform.jobCount()).isZero();
    }

    @Test
    void jobs_in_flight_at_the_end_of_the_process_are_fetched_and_not_submitted() throws IOException {
        prompts(30);
        Files.writeString(input, "HOLD\n", StandardOpenOption.APPEND);
        stopped();
        assertThat(results()).hasSize(30);
        platform.forgetKeys();
        platform.endAll();
        assertThat(run().exitCode()).isZero();
        assertEachLineOnce(31);
    }

    /** Runs until only jobs that hold are left, then stops as Ctrl-C does for a program that embeds the command. */
    private void stopped() throws IOException {
        long holding = Files.readAllLines(input).stream().filter(line -> line.contains("HOLD")).count();
        long all = Files.readAllLines(input).size();
        CommandRun[] run = new CommandRun[1];
        Thread running = Thread.ofVirtual().start(() -> run[0] = run());
        await().untilAsserted(() -> {
            assertThat(output).exists();
            assertThat(results()).hasSize((int) (all - holding));
            assertThat(platform.jobCount()).isEqualTo((int) all);
            assertThat(Files.readString(state)).contains("\"" + all + "\":\"job_");
        });
        running.interrupt();
        await().until(() -> !running.isAlive());
        assertThat(run[0].exitCode()).isEqualTo(130);
        assertThat(run[0].out()).contains(all - holding + " of " + all + " lines done");
        assertThat(run[0].err()).contains("run the same command again to go on");
    }

    @Test
    void lines_that_may_have_been_submitted_go_again_under_the_same_key() throws IOException {
        prompts(10);
        platform.fail("/v1/jobs/bulk", new Fault.LostAnswer());
        assertThat(run("--max-outage", "0s").exitCode()).isEqualTo(3);
        assertThat(platform.jobCount()).isEqualTo(10);
        assertThat(run().exitCode()).isZero();
        assertEachLineOnce(10);
    }

    @Test
    void after_the_keys_are_forgotten_such_lines_are_found_by_their_name_and_mark() throws IOException {
        prompts(10);
        platform.fail("/v1/jobs/bulk", new Fault.LostAnswer());
        run("--max-outage", "0s");
        // a job of the same name that is of another run
        shell.run("jobs", "submit", "-m", "gpt", "--custom-id", "line-3", "another");
        platform.forgetKeys();
        shell.clock(Clock.offset(Clock.systemUTC(), Duration.ofHours(25)));
        assertThat(run().exitCode()).isZero();
        assertThat(platform.jobCount()).isEqualTo(11);
        assertThat(results()).hasSize(10);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_result_that_is_gone_is_told_as_a_failure_of_its_line(boolean named) throws IOException {
        Files.writeString(input, "HOLD 1\nHOLD 2\nHOLD 3\n");
        stopped();
        platform.namesUnknown(named).expire("line-2");
        platform.endAll();
        CommandRun run = run("--ordered");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(results().get(1).path("error").path("code").asString()).isEqualTo("job_not_found");
        assertThat(results()).hasSize(3);
    }

    @Test
    void bad_input_exits_with_2_before_anything_is_asked_or_written() throws IOException {
        input = directory.resolve("bad.jsonl");
        Files.writeString(input, "{\"custom_id\":\"a\",\"prompt\":\"1\"}\n{\"custom_id\":\"a\",\"prompt\":\"2\"}\n");
        CommandRun run = run();
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("\"a\" on lines 1, 2");
        assertThat(output).doesNotExist();
        assertThat(platform.calls("/v1/models")).isZero();
        assertThat(run("--limit", "0").exitCode()).isEqualTo(2);
        assertThat(shell.run("batch", "run", input.toString()).err())
                .contains("Missing required option: '--output=OUT'");
        assertThat(shell.run("batch").exitCode()).isEqualTo(2);
    }

    @Test
    void an_unknown_key_or_an_unreachable_platform_exits_with_3_before_anything_is_written() throws IOException {
        prompts(1);
        assertThat(run("--api-key", "lh_other").exitCode()).isEqualTo(3);
        CommandRun unreachable = run("--url", "http://127.0.0.1:1");
        assertThat(unreachable.exitCode()).isEqualTo(3);
        assertThat(unreachable.err()).contains("Is the platform up");
        assertThat(output).doesNotExist();
        assertThat(state).doesNotExist();
    }

    @Test
    void changed_input_or_options_need_force() throws IOException {
        prompts(5);
        run();
        assertThat(run("--system", "x").err()).contains("begun with no --system");
        prompts(6);
        CommandRun changed = run();
        assertThat(changed.exitCode()).isEqualTo(2);
        assertThat(changed.err()).contains("The content of", "--force");
        assertThat(run("--force").exitCode()).isZero();
        assertThat(results()).hasSize(6);
    }

    @Test
    void the_jobs_of_a_run_are_one_batch_whenever_it_goes_on() throws IOException {
        prompts(6);
        CommandRun first = run("--limit", "3", "--json");
        CommandRun second = run("--json");
        String batch = first.json().getFirst().path("batch").asString();
        assertThat(batch).matches("run-[0-9a-f]{32}");
        assertThat(first.err()).containsOnlyOnce("the jobs are batch " + batch);
        assertThat(second.json().getFirst().path("batch").asString()).isEqualTo(batch);
        assertThat(platform.requests()).hasSize(6)
                .allSatisfy(request -> assertThat(request.path("batch").asString()).isEqualTo(batch));
    }

    @Test
    void a_batch_can_be_given_a_name_that_stays() throws IOException {
        input = directory.resolve("prompts.jsonl");
        Files.writeString(input, """
                {"messages": [{"role": "user", "content": "one"}]}
                {"messages": [{"role": "user", "content": "two"}], "batch": "a-line-s.own"}
                """);
        assertThat(run("--batch", "two words").err()).contains("--batch takes 1 to 64");
        assertThat(run("--batch", "x".repeat(65)).exitCode()).isEqualTo(2);
        assertThat(platform.jobCount()).isZero();
        assertThat(run("--batch", "survey_2.a").err()).contains("the jobs are batch survey_2.a");
        assertThat(platform.requests()).extracting(request -> request.path("batch").asString())
                .containsExactly("survey_2.a", "a-line-s.own");
        assertThat(run().err()).contains("begun with --batch 'survey_2.a', and now there is none");
    }

    @Test
    void a_limited_run_is_continued_by_an_unlimited_one() throws IOException {
        prompts(12);
        assertThat(run("--limit", "5").out()).contains("5 of 5 lines done");
        assertThat(platform.jobCount()).isEqualTo(5);
        assertThat(run("--ordered").out()).contains("12 of 12 lines done");
        assertEachLineOnce(12);
        assertThat(results()).extracting(result -> result.path("longhaul").path("line").asInt())
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 12).boxed().toList());
    }

    @Test
    void a_terminal_sees_a_bar_and_standard_output_stays_clean() throws IOException {
        prompts(50);
        platform.latency(Duration.ofMillis(400));
        CommandRun run = shell.columns(100).run("batch", "run", input.toString(), "-o", output.toString(), "-m", "gpt",
                "--json");
        assertThat(run.err()).contains("50/50");
        assertThat(run.json()).hasSize(1);
    }

    @Test
    void long_lines_do_not_make_a_call_too_large() throws IOException {
        String long1 = "x".repeat(1 << 20);
        Files.writeString(input, IntStream.range(0, 20).mapToObj(i -> i + long1 + "\n").collect(Collectors.joining()));
        assertThat(run().exitCode()).isZero();
        assertThat(platform.calls("/v1/jobs/bulk")).isBetween(4, 8);
        assertEachLineOnce(20);
    }

    @Test
    void two_runs_at_the_same_results_do_not_mix() throws IOException, InterruptedException {
        Files.writeString(input, "HOLD\n");
        Thread first = Thread.ofVirtual().start(this::run);
        await().until(() -> platform.jobCount() == 1);
        assertThat(run().err()).contains("is being written by another run");
        platform.endAll();
        assertThat(first.join(Duration.ofSeconds(20))).isTrue();
    }
}
