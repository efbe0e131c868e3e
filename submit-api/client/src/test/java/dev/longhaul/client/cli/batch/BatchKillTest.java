package dev.longhaul.client.cli.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.longhaul.client.cli.LonghaulCommand;
import dev.longhaul.client.fake.FakePlatform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Runs in processes of their own that are killed or interrupted for real. */
class BatchKillTest {

    private static final int LINES = 6_000;
    private static final int KILLS = 8;

    /** The second bit, for signal 2. */
    private static final long SIGINT = 0b10;

    @TempDir
    private Path directory;
    private final FakePlatform platform = FakePlatform.start().latency(Duration.ofMillis(150));
    private Path output;

    @BeforeEach
    void prompts() throws IOException {
        output = directory.resolve("results.jsonl");
        Files.writeString(directory.resolve("prompts.txt"),
                IntStream.rangeClosed(1, LINES).mapToObj(i -> "prompt " + i + "\n").collect(Collectors.joining()));
    }

    @AfterEach
    void stop() {
        platform.close();
    }

    private Process process() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp", System.getProperty("java.class.path"), LonghaulCommand.class.getName(), "batch", "run",
                directory.resolve("prompts.txt").toString(), "-o", output.toString(), "-m", "gpt", "--max-in-flight",
                "900");
        builder.environment().put("LONGHAUL_URL", platform.url());
        builder.environment().put("LONGHAUL_API_KEY", FakePlatform.KEY);
        return builder.redirectErrorStream(true).redirectOutput(directory.resolve("log").toFile()).start();
    }

    private long results() throws IOException {
        if (!Files.exists(output)) {
            return 0;
        }
        try (var lines = Files.lines(output)) {
            return lines.count();
        }
    }

    private void assertEachLineOnce() throws IOException {
        List<Integer> lines = Files.readAllLines(output).stream()
                .map(line -> JsonMapper.shared().readTree(line).path("longhaul").path("line").asInt()).sorted()
                .toList();
        assertThat(lines).isEqualTo(IntStream.rangeClosed(1, LINES).boxed().toList());
        assertThat(platform.jobCount()).as("distinct jobs").isEqualTo(LINES);
    }

    @Test
    void a_run_that_is_killed_again_and_again_ends_with_each_line_once_and_no_job_twice() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int kill = 0; kill < KILLS; kill++) {
            Process process = process();
            // from before the first submit to the middle of a flow of results
            int jobs = platform.jobCount() + random.nextInt(LINES / KILLS);
            int results = (int) results() + random.nextInt(LINES / KILLS);
            boolean byJobs = random.nextBoolean();
            await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(1))
                    .until(() -> !process.isAlive() || (byJobs ? platform.jobCount() >= jobs : results() >= results));
            process.destroyForcibly();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
        Process last = process();
        assertThat(last.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(last.exitValue()).as("seed %d, %s", seed, Files.readString(directory.resolve("log"))).isZero();
        assertEachLineOnce();
    }

    @Test
    void ctrl_c_says_how_to_go_on_and_exits_with_130() throws Exception {
        assumeThat(ignoresInterrupt()).as("SIGINT is ignored: started in the background by a shell without job control")
                .isFalse();
        // nothing ends by itself, so that the run cannot be over before the signal arrives
        platform.latency(Duration.ofHours(1));
        Process process = process();
        await().atMost(Duration.ofSeconds(60)).until(() -> platform.jobCount() > 0);
        platform.endAll();
        await().atMost(Duration.ofSeconds(60)).until(() -> results() > 0);
        assertThat(new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor()).isZero();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        String log = Files.readString(directory.resolve("log"));
        assertThat(process.exitValue()).as(log).isEqualTo(130);
        assertThat(log).contains("of 6,000 lines done", "run the same command again to go on from here");
        platform.endAll();
        platform.latency(Duration.ofMillis(150));
        Process second = process();
        assertThat(second.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(second.exitValue()).isZero();
        assertEachLineOnce();
    }

    /** What is ignored here is ignored in every process that is started from here. */
    private static boolean ignoresInterrupt() throws IOException {
        Path status = Path.of("/proc/self/status");
        assumeThat(Files.isReadable(status)).as("which signals are ignored is known").isTrue();
        String mask = Files.readAllLines(status).stream().filter(line -> line.startsWith("SigIgn:")).findFirst()
                .orElseThrow().substring("SigIgn:".length()).strip();
        return (Long.parseUnsignedLong(mask, 16) & SIGINT) != 0;
    }
}
