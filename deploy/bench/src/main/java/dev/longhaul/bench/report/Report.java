package dev.longhaul.bench.report;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The result of a measurement with what is needed to judge and repeat it.
 *
 * @param at
 *            when it ended
 * @param command
 *            the arguments, without API keys
 * @param platform
 *            what ran where
 * @param machine
 *            on what
 * @param result
 *            the figures; a record
 */
public record Report(Instant at, List<String> command, String platform, Machine machine, Object result) {

    private static final JsonMapper JSON = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** The machine that everything ran on. */
    public record Machine(String os, String java, int cores) {

        static Machine here() {
            return new Machine(System.getProperty("os.name") + " " + System.getProperty("os.version"),
                    System.getProperty("java.vendor") + " " + System.getProperty("java.runtime.version"),
                    Runtime.getRuntime().availableProcessors());
        }
    }

    /** A report of now. */
    public static Report of(Clock clock, List<String> command, String platform, Object result) {
        return new Report(clock.instant(), Secrets.without(command), platform, Machine.here(), result);
    }

    /** Prints the text and, when a file is named, writes everything there as JSON. */
    public void publish(String text, PrintWriter out, @Nullable Path file) {
        out.println(text);
        out.println(machine.os() + ", " + machine.cores() + " cores, Java " + machine.java());
        out.flush();
        if (file == null) {
            return;
        }
        try {
            Files.write(file, JSON.writeValueAsBytes(this));
        } catch (IOException e) {
            throw new UncheckedIOException("The result cannot be written to " + file, e);
        }
    }
}
