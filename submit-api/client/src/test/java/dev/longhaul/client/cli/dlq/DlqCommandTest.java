package dev.longhaul.client.cli.dlq;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.client.cli.CommandRun;
import dev.longhaul.client.fake.FakePlatform;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DlqCommandTest {

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

    private String lastAsked() {
        return platform.deadLetters().asked().getLast();
    }

    @Test
    void groups_and_letters_are_lines_for_people_or_json() {
        CommandRun groups = shell.run("dlq", "groups", "--tenant", "acme", "--attempts-min", "2");
        assertThat(groups.exitCode()).isZero();
        assertThat(groups.out()).isEqualTo(
                "c_1        250  2025-11-24T16:00:00Z  provider_refused (main): No key 1.\n");
        assertThat(lastAsked()).contains("tenant=acme", "attempts_min=2");
        assertThat(shell.run("dlq", "groups", "--json").json()).hasSize(1);

        CommandRun letters = shell.run("dlq", "list", "--cause", "c_1", "--limit", "220");
        assertThat(letters.out().lines()).hasSize(220).first().asString()
                .isEqualTo("job_0  2025-11-24T16:00:00Z  acme  small  provider_refused (main): No key 0.");
        assertThat(lastAsked()).contains("after=job_199");
        assertThat(shell.run("dlq", "list").out().lines()).hasSize(100);
        assertThat(shell.run("dlq", "show", "job_7").out()).contains("\"id\" : \"job_7\"");
    }

    @Test
    void a_dry_run_tells_what_a_replay_would_be() {
        CommandRun run = shell.run("dlq", "replay", "--cause", "c_1", "--dry-run");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("4 jobs, 1.2k tokens in and up to 20 out, at most $0.5")
                .contains("job_1").contains("--selection sel_1");
        assertThat(lastAsked()).contains("\"dry_run\":true").contains("\"filter\":{\"cause\":\"c_1\"}");
    }

    @Test
    void a_replay_is_followed_to_its_end_with_a_bar() {
        CommandRun run = shell.columns(100).run("dlq", "replay", "job_1", "job_2", "--reason", "back", "--rate", "20",
                "--ramp", "5", "--canary", "1", "--max-failures", "3", "--to-lane", "batch", "--to-model", "large",
                "--to-provider", "sim",
                "--set", "temperature=0", "--set", "stop=null", "--selection", "sel_1");

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).contains("rpl_1 goes on without this command").contains("4/4");
        assertThat(run.out()).isEqualTo("rpl_1 is completed: 4 succeeded, 0 failed again\n");
        assertThat(platform.deadLetters().asked().getFirst())
                .contains("\"ids\":[\"job_1\",\"job_2\"]", "\"rate_per_second\":20", "\"ramp_seconds\":5",
                        "\"canary\":1", "\"max_failures\":3", "\"reason\":\"back\"", "\"selection\":\"sel_1\"",
                        "\"overrides\":{\"model\":\"large\",\"provider\":\"sim\",\"lane\":\"batch\","
                                + "\"parameters\":{\"temperature\":0,\"stop\":null}}");
    }

    @Test
    void deliveries_are_tried_again() {
        CommandRun run = shell.run("dlq", "redeliver", "--tenant", "acme", "--reason", "they are back");

        assertThat(run.out()).isEqualTo("3 are tried again\n");
        assertThat(lastAsked()).contains("\"filter\":{\"tenant\":\"acme\"}").contains("they are back");
        assertThat(shell.run("dlq", "redeliver", "--reason", "r").err()).contains("say --all");
    }

    @Test
    void a_replay_of_which_jobs_fail_again_exits_with_1() {
        platform.deadLetters().failing(1);

        assertThat(shell.columns(80).run("dlq", "watch", "rpl_1").exitCode()).isEqualTo(1);
        CommandRun detached = shell.run("dlq", "replay", "--all", "--reason", "back", "--detach");
        assertThat(detached.exitCode()).isZero();
        assertThat(detached.out()).isEqualTo("rpl_1 is running: 0 succeeded, 0 failed again\n");
    }

    @Test
    void a_change_and_a_discard_need_a_reason() {
        assertThat(shell.run("dlq", "pause", "rpl_1", "--reason", "wait").out()).contains("rpl_1 is paused");
        assertThat(shell.run("dlq", "pause", "rpl_1").exitCode()).isEqualTo(2);
        assertThat(shell.run("dlq", "discard", "--batch", "night", "--reason", "old").out()).isEqualTo("3 discarded\n");
        assertThat(lastAsked()).contains("{\"reason\":\"old\",\"filter\":{\"batch\":\"night\"}}");
    }

    @Test
    void everything_must_be_meant() {
        assertThat(shell.run("dlq", "discard", "--reason", "old").err()).contains("or say --all");
        assertThat(shell.run("dlq", "replay", "--reason", "back").err()).contains("or say --all");
        assertThat(shell.run("dlq", "replay", "--all").err()).contains("Say why");
        assertThat(shell.run("dlq", "replay", "--all", "--reason", "r", "--set", "stop=x").err())
                .contains("--set stop takes a JSON value");
        assertThat(shell.run("dlq").exitCode()).isEqualTo(2);
        assertThat(platform.deadLetters().asked()).isEmpty();
    }
}
