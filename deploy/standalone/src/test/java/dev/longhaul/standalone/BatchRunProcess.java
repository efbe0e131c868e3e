package dev.longhaul.standalone;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code longhaul batch run} in a JVM of its own. */
final class BatchRunProcess {

    static final int ALL_SUCCEEDED = 0;

    private final Process process;

    private BatchRunProcess(Process process) {
        this.process = process;
    }

    static BatchRunProcess start(StandaloneProcess platform, Path prompts, Path results) throws IOException {
        List<String> command = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m",
                "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
                "dev.longhaul.client.cli.LonghaulCommand", "--config", platform.connectionFile().toString(), "batch",
                "run", prompts.toString(), "-o", results.toString(), "--model", "gpt-5.4-nano",
                // the platform comes back on another port, so the run is to give up and be run again
                "--max-outage", "2s");
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(
                ProcessBuilder.Redirect.appendTo(results.resolveSibling("batch-run.log").toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("LONGHAUL_"));
        return new BatchRunProcess(builder.start());
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(180, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("the batch run did not end within three minutes");
        }
        return process.exitValue();
    }

}
