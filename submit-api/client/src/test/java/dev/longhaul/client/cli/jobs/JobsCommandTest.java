package dev.longhaul.client.cli.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.client.cli.CommandRun;
import dev.longhaul.client.fake.FakePlatform;
import dev.longhaul.client.fake.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class JobsCommandTest {

    @TempDir
    private Path directory;
    private FakePlatform platform;
    private CommandRun.Shell shell;

    @BeforeEach
    void start() {
        platform = FakePlatform.start();
        shell = new CommandRun.Shell(Map.of("LONGHAUL_URL", platform.url(), "LONGHAUL_API_KEY", FakePlatform.KEY),
                directory);
    }

    @AfterEach
    void stop() {
        platform.close();
    }

    private String submit(String prompt) {
        return shell.run("jobs", "submit", "-m", "gpt", prompt).out().strip();
    }

    @Test
    void a_submit_prints_the_id_and_a_wait_the_answer() {
        String id = submit("hello there");
        assertThat(id).startsWith("job_");
        CommandRun waited = shell.run("jobs", "wait", id);
        assertThat(waited.exitCode()).isZero();
        assertThat(waited.out()).contains(id + "  succeeded").contains("tokens: 3 in, 4 out")
                .contains("echo: hello there");
        assertThat(shell.run("jobs", "get", id, "--json").json().getFirst().path("status").asString())
                .isEqualTo("succeeded");
    }

    @Test
    void a_submit_that_waits_prints_the_answer_alone() {
        CommandRun run = shell.run("jobs", "submit", "--model", "gpt", "--system", "brief", "--lane", "interactive",
                "--priority", "8", "--custom-id", "c", "--metadata", "team=red", "--wait", "two", "words");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo("echo: two words\n");
        assertThat(run.err()).startsWith("job_");
        JsonNode request = platform.requests().getFirst();
        assertThat(request.path("lane").asString()).isEqualTo("interactive");
        assertThat(request.path("priority").asInt()).isEqualTo(8);
        assertThat(request.path("metadata").path("team").asString()).isEqualTo("red");
        assertThat(request.path("messages").path(0).path("content").asString()).isEqualTo("brief");
    }

    @Test
    void a_prompt_comes_from_standard_input_or_a_body_from_a_file() throws IOException {
        assertThat(shell.input("  你好\n").run("jobs", "submit", "-m", "gpt", "--wait", "-").out())
                .isEqualTo("echo: 你好\n");
        Path body = Files.writeString(directory.resolve("body.json"),
                "{\"model\":\"gpt\",\"messages\":[{\"role\":\"user\",\"content\":\"from a file\"}]}");
        CommandRun run = shell.run("jobs", "submit", "--body", body.toString(), "--wait", "--json");
        assertThat(run.json()).singleElement().satisfies(job -> assertThat(
                job.path("response").path("choices").path(0).path("message").path("content").asString())
                .isEqualTo("echo: from a file"));
        assertThat(run.err()).isEmpty();
    }

    @Test
    void input_that_cannot_be_a_request_exits_with_2_before_anything_is_sent() throws IOException {
        Path broken = Files.writeString(directory.resolve("broken.json"), "{\"model\": }");
        Path array = Files.writeString(directory.resolve("array.json"), "[]");
        assertThat(shell.run("jobs", "submit", "-m", "gpt").err()).contains("Give a prompt");
        assertThat(shell.run("jobs", "submit", "hello").err()).contains("Which model?");
        assertThat(shell.run("jobs", "submit", "-m", "gpt", "-").err()).contains("The prompt is empty");
        assertThat(shell.run("jobs", "submit", "--body", broken.toString()).err()).contains("line 1, column 11");
        assertThat(shell.run("jobs", "submit", "--body", array.toString()).err()).contains("not a JSON object");
        assertThat(shell.run("jobs", "submit", "--body", "absent.json").err()).contains("Cannot read");
        CommandRun both = shell.run("jobs", "submit", "--body", array.toString(), "--system", "s");
        assertThat(both.exitCode()).isEqualTo(2);
        assertThat(platform.calls("/v1/jobs")).isZero();
    }

    @Test
    void an_answer_streams_as_text_or_as_json_lines() {
        CommandRun text = shell.run("jobs", "submit", "-m", "gpt", "--stream", "hi");
        assertThat(text.out()).isEqualTo("echo: hi\n");
        assertThat(text.exitCode()).isZero();
        CommandRun json = shell.run("jobs", "submit", "-m", "gpt", "--stream", "--json", "hi");
        assertThat(json.json()).hasSize(4);
        assertThat(json.json().getLast().path("object").asString()).isEqualTo("job");
        assertThat(platform.requests().getFirst().path("stream").asBoolean()).isTrue();
    }

    @Test
    void a_failed_job_exits_with_1_and_says_why() {
        CommandRun waited = shell.run("jobs", "submit", "-m", "gpt", "--wait", "FAIL");
        assertThat(waited.exitCode()).isEqualTo(1);
        assertThat(waited.err()).contains("the job failed: the provider refuses this (provider_refused)");
        assertThat(shell.run("jobs", "submit", "-m", "gpt", "--stream", "FAIL").exitCode()).isEqualTo(1);
        CommandRun several = shell.run("jobs", "wait", submit("FAIL BILLED"), submit("fine"));
        assertThat(several.exitCode()).isEqualTo(1);
        assertThat(several.out()).contains("may have been billed").contains("echo: fine");
    }

    @Test
    void a_job_that_goes_on_after_the_timeout_exits_with_4() {
        CommandRun run = shell.run("jobs", "submit", "-m", "gpt", "--wait", "--timeout", "100ms", "HOLD");
        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(run.err()).contains("the job goes on (queued); fetch it with: longhaul jobs wait job_");
        assertThat(shell.run("jobs", "wait", "--timeout", "0s", submit("HOLD")).exitCode()).isEqualTo(4);
        assertThat(shell.run("jobs", "wait", "--timeout", "soon", submit("HOLD")).exitCode()).isEqualTo(2);
    }

    @Test
    void jobs_are_listed_newest_first_with_filters() {
        shell.run("jobs", "submit", "-m", "gpt", "--custom-id", "first", "--wait", "a");
        shell.run("jobs", "submit", "-m", "other", "--lane", "batch", "--custom-id", "second", "HOLD");
        assertThat(shell.run("jobs", "list").out().lines()).hasSize(2).first().asString().contains("second");
        assertThat(shell.run("jobs", "list", "--limit", "1").out().lines()).hasSize(1);
        assertThat(shell.run("jobs", "list", "--status", "queued", "--lane", "batch", "-m", "other", "--custom-id",
                "second", "--json").json()).singleElement()
                .satisfies(job -> assertThat(job.path("custom_id").asString()).isEqualTo("second"));
    }

    @Test
    void a_cancel_of_an_ended_job_exits_with_1_and_the_others_are_cancelled() {
        String ended = submit("a");
        String held = submit("HOLD");
        shell.run("jobs", "wait", ended);
        CommandRun run = shell.run("jobs", "cancel", ended, held);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("has ended");
        assertThat(run.out()).contains(held + "  cancelled");
        assertThat(shell.run("jobs", "cancel", "job_" + "0".repeat(40)).exitCode()).isEqualTo(2);
    }

    @Test
    void a_submit_whose_answer_is_lost_makes_one_job() {
        platform.fail("/v1/jobs", new Fault.LostAnswer());
        assertThat(shell.run("jobs", "submit", "-m", "gpt", "a").exitCode()).isZero();
        assertThat(platform.jobCount()).isEqualTo(1);
    }
}
