package dev.longhaul.client.cli;

import dev.longhaul.client.cli.session.Surroundings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One run of the command inside this process, with what it printed. */
public record CommandRun(int exitCode, String out, String err) {

    /** The process around the runs of a test. */
    public static final class Shell {

        private final Map<String, String> environment;
        private final Path home;
        private String input = "";
        private Clock clock = Clock.systemUTC();
        private int columns;

        public Shell(Map<String, String> environment, Path home) {
            this.environment = environment;
            this.home = home;
        }

        public Shell input(String text) {
            input = text;
            return this;
        }

        public Shell clock(Clock other) {
            clock = other;
            return this;
        }

        public Shell columns(int width) {
            columns = width;
            return this;
        }

        public CommandRun run(String... args) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            int exitCode = LonghaulCommand.execute(new Surroundings(
                    new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                    new PrintStream(out, true, StandardCharsets.UTF_8),
                    new PrintStream(err, true, StandardCharsets.UTF_8), environment, home, columns, clock), args);
            return new CommandRun(exitCode, out.toString(StandardCharsets.UTF_8),
                    err.toString(StandardCharsets.UTF_8));
        }
    }

    /** Standard output as JSON lines. */
    public List<JsonNode> json() {
        return out.lines().map(JsonMapper.shared()::readTree).toList();
    }
}
