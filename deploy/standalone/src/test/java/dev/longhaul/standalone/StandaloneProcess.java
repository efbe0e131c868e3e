package dev.longhaul.standalone;

import dev.longhaul.simulator.Simulator;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A standalone in a JVM of its own, so that it can be killed. */
final class StandaloneProcess implements AutoCloseable {

    private final Process process;
    private final Path data;
    private final Properties connection;

    private StandaloneProcess(Process process, Path data, Properties connection) {
        this.process = process;
        this.data = data;
        this.connection = connection;
    }

    /** Starts one on the directory that calls this provider, and waits until it takes jobs. */
    static StandaloneProcess start(Path data, Simulator provider) throws IOException {
        Files.createDirectories(data);
        Files.writeString(data.resolve("catalog.yaml"), """
                version: 1
                providers:
                  openai: {dialect: openai, base-url: "%s/openai/v1", api-key-env: OPENAI_API_KEY}
                models:
                  gpt-5.4-nano: {route: [{provider: openai}]}
                """.formatted(provider.baseUrl()));
        Path ready = data.resolve("client.properties");
        Files.deleteIfExists(ready);
        List<String> command = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
                StandaloneCommand.class.getName(), "--data", data.toString(), "--port", "0");
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(data.resolve("standalone.log").toFile()));
        builder.environment().keySet().removeIf(name -> name.endsWith("_API_KEY"));
        builder.environment().put("OPENAI_API_KEY", "test-key");
        builder.environment().put("LONGHAUL_WEBHOOK_ALLOW_HTTP", "true");
        builder.environment().put("LONGHAUL_WEBHOOK_ALLOW_PRIVATE_ADDRESSES", "true");
        Process process = builder.start();
        Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(100)).until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException(
                        "the standalone ended: " + Files.readString(data.resolve("standalone.log")));
            }
            return Files.exists(ready);
        });
        Properties connection = new Properties();
        try (InputStream in = Files.newInputStream(ready)) {
            connection.load(in);
        }
        return new StandaloneProcess(process, data, connection);
    }

    String url() {
        return connection.getProperty("url");
    }

    String apiKey() {
        return connection.getProperty("api-key");
    }

    /** The file for {@code longhaul --config}. */
    Path connectionFile() {
        return data.resolve("client.properties");
    }

    /** {@code kill -9}. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** As Ctrl-C; killed when it does not stop within a minute. */
    @Override
    public void close() {
        process.destroy();
        try {
            process.onExit().orTimeout(60, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            process.destroyForcibly();
            throw new IllegalStateException("the standalone did not stop within a minute", e);
        }
    }
}
