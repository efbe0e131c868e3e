package dev.longhaul.client.cli.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.client.cli.CommandRun;
import dev.longhaul.client.fake.FakePlatform;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentsCommandTest {

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

    @Test
    void a_report_is_lines_for_people_or_json() {
        CommandRun run = shell.run("experiments", "report", "exp_1");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines()).contains("now (small): 1,200 jobs, 3 open",
                "  succeeded                    98.2 %   97.2 % to 98.9 %   (n = 1,190)",
                "  time p50                     812 ms   790 ms to 1,850 ms   (n = 1,170)",
                "  time p95                   2,100 ms   2,000 ms to ?   (n = 1,170)",
                "  cost                      $0.000123   $0.000120 to $0.000126   (n = 1,170)",
                "new less now, on 900 prompts",
                "  time                        -120 ms   -150 ms to -90 ms   (n = 880)");
        assertThat(shell.run("experiments", "report", "exp_1", "--json").json()).singleElement()
                .satisfies(report -> assertThat(report.path("experiment").asString()).isEqualTo("exp_1"));
    }

    @Test
    void what_is_not_there_is_told() {
        assertThat(shell.run("experiments", "report", "exp_2").exitCode()).isNotZero();
        assertThat(shell.run("experiments").exitCode()).isEqualTo(2);
    }
}
