package dev.longhaul.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.client.fake.FakePlatform;
import dev.longhaul.client.fake.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LonghaulCommandTest {

    @TempDir
    private Path home;
    private FakePlatform platform;

    @BeforeEach
    void start() {
        platform = FakePlatform.start();
    }

    @AfterEach
    void stop() {
        platform.close();
    }

    private CommandRun run(Map<String, String> environment, String... args) {
        return new CommandRun.Shell(environment, home).run(args);
    }

    @Test
    void a_missing_key_is_answered_with_what_to_do() {
        CommandRun run = run(Map.of(), "models", "--url", platform.url());
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("No API key. Set LONGHAUL_API_KEY")
                .contains(home.resolve(".config/longhaul/config.properties").toString());
        assertThat(run.out()).isEmpty();
    }

    @Test
    void an_option_wins_over_the_environment_which_wins_over_the_file() throws IOException {
        Path file = Files.createDirectories(home.resolve(".config/longhaul")).resolve("config.properties");
        Files.writeString(file, "url=http://127.0.0.1:1\napi-key=lh_file\n");
        Map<String, String> environment = Map.of("LONGHAUL_URL", platform.url(), "LONGHAUL_API_KEY", "lh_env");
        assertThat(run(environment, "models").exitCode()).as("the key of the environment").isEqualTo(3);
        assertThat(run(environment, "--api-key", FakePlatform.KEY, "models").exitCode()).isZero();
        Files.writeString(file, "url=" + platform.url() + "/v1\napi-key=" + FakePlatform.KEY + "\n");
        assertThat(run(Map.of(), "models").exitCode()).isZero();
        assertThat(run(environment, "models").exitCode()).isEqualTo(3);
    }

    @Test
    void another_file_may_be_named_but_must_be_there_and_right() throws IOException {
        Path other = home.resolve("other.properties");
        assertThat(run(Map.of(), "models", "--config", other.toString()).err()).contains("Cannot read");
        Files.writeString(other, "url=" + platform.url() + "\napi-key=" + FakePlatform.KEY + "\n");
        assertThat(run(Map.of(), "models", "--config", other.toString()).exitCode()).isZero();
        Files.writeString(other, "apikey=lh_x\n");
        CommandRun misspelt = run(Map.of(), "models", "--config", other.toString());
        assertThat(misspelt.exitCode()).isEqualTo(2);
        assertThat(misspelt.err()).contains("apikey").contains("url and api-key");
    }

    @Test
    void models_are_listed_as_text_or_json() {
        Map<String, String> environment = Map.of("LONGHAUL_URL", platform.url(), "LONGHAUL_API_KEY", FakePlatform.KEY);
        assertThat(run(environment, "models").out()).isEqualTo("gpt-5.4-nano  fake\nopenai/gpt  fake\n");
        assertThat(run(environment, "models", "--json").json()).extracting(model -> model.path("id").asString())
                .containsExactly("gpt-5.4-nano", "openai/gpt");
    }

    @Test
    void a_refused_key_exits_with_3_and_names_the_places_to_look() {
        CommandRun run = run(Map.of(), "models", "--url", platform.url(), "--api-key", "lh_wrong");
        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err()).contains("refuses the API key").contains("LONGHAUL_API_KEY");
    }

    @Test
    void an_error_is_json_too_where_json_is_asked_for() {
        CommandRun run = run(Map.of(), "models", "--json", "--url", platform.url(), "--api-key", "lh_wrong");
        JsonNode error = JsonMapper.shared().readTree(run.err()).path("error");
        assertThat(error.path("status").asInt()).isEqualTo(401);
        assertThat(error.path("code").asString()).isEqualTo("invalid_api_key");
        assertThat(error.path("request_id").asString()).startsWith("req_");
    }

    @Test
    void a_platform_that_forbids_retries_and_fails_exits_with_3() {
        platform.fail("/v1/models", new Fault.Status(500, Map.of("x-should-retry", "false")));
        CommandRun run = run(Map.of(), "models", "--url", platform.url(), "--api-key", FakePlatform.KEY);
        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err()).contains("an ordered fault [request req_");
    }

    @Test
    void a_wrong_address_exits_with_2() {
        CommandRun run = run(Map.of(), "models", "--url", "localhost:8080", "--api-key", "lh_x");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("not an http or https URL");
    }

    @Test
    void wrong_use_exits_with_2_and_points_to_the_help() {
        assertThat(run(Map.of(), "jobz").err()).contains("Try 'longhaul --help'");
        assertThat(run(Map.of()).exitCode()).isEqualTo(2);
        assertThat(run(Map.of(), "jobs").exitCode()).isEqualTo(2);
        assertThat(run(Map.of(), "jobs", "get", "job_1").err()).contains("is not a job id");
        assertThat(run(Map.of(), "jobs", "list", "--lane", "slow").exitCode()).isEqualTo(2);
    }

    @Test
    void help_documents_settings_and_exit_codes() {
        CommandRun help = run(Map.of(), "--help");
        assertThat(help.exitCode()).isZero();
        assertThat(help.out()).contains("LONGHAUL_API_KEY", "130 stopped by Ctrl-C", "jobs", "models");
        assertThat(run(Map.of(), "jobs", "submit", "--help").out()).contains("--idempotency-key", "--api-key");
        assertThat(run(Map.of(), "help", "jobs").out()).contains("submit");
    }

    @Test
    void usage_is_a_table_or_json_or_csv() {
        Map<String, String> environment = Map.of("LONGHAUL_URL", platform.url(), "LONGHAUL_API_KEY", FakePlatform.KEY);
        String[] which = {"usage", "--from", "2026-11-01", "--to", "2026-11-30", "--group-by", "day,batch"};

        assertThat(run(environment, which).out()).isEqualTo("""
                day         batch  requests  tokens   cost  duplicate  cost  possibly billed  cost
                2026-11-01  night     1,234   5,678  $0.25          2  $0.5                3    $0
                total                 1,234   5,678  $0.25          2  $0.5                3    $0
                """);
        List<String> json = new ArrayList<>(List.of(which));
        json.add("--json");
        assertThat(run(environment, json.toArray(String[]::new)).json().getFirst().at("/data/0/group_by").asString())
                .isEqualTo("day,batch");
        assertThat(run(environment, "usage", "--csv", "--from", "2026-11-01").out())
                .isEqualTo("day,model\r\n2026-11-01,m\r\n");
        assertThat(run(environment, "usage", "--from", "yesterday").exitCode()).isEqualTo(2);
    }

    @Test
    void the_version_is_the_one_of_the_build() {
        assertThat(run(Map.of(), "--version").out()).matches("longhaul \\d+\\.\\d+.*\n");
        assertThat(run(Map.of(), "version").out()).isEqualTo(run(Map.of(), "--version").out());
        assertThat(run(Map.of(), "version", "--json").json().getFirst().path("version").asString()).isNotEmpty();
    }
}
