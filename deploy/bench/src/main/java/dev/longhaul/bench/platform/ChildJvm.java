package dev.longhaul.bench.platform;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A JVM that the bench has started, with this one's class path and Java. What it prints goes to a file. */
final class ChildJvm implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration STOP = Duration.ofSeconds(30);
    private static final int SHOWN_LOG_LINES = 20;

    private final String name;
    private final Process process;
    private final Path log;

    private ChildJvm(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    static ChildJvm start(String name, Class<?> main, List<String> arguments, Launch launch) {
        Path log = launch.directory().resolve(name + ".log");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx" + launch.heap());
        command.add(launch.collectors().option(name));
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(launch.jvmOptionsOf(name));
        command.addAll(List.of("-cp", classPath(), ChildMain.class.getName(), main.getName()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).directory(launch.directory().toFile())
                .redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(variable -> variable.startsWith("LONGHAUL_"));
        builder.environment().putAll(launch.environment());
        try {
            return new ChildJvm(name, builder.start(), log);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start a JVM for " + name, e);
        }
    }

    /** Ours, as seen from any directory. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    long pid() {
        return process.pid();
    }

    String name() {
        return name;
    }

    /**
     * Waits until it has printed a line that the pattern is found in, and returns the pattern's first group.
     *
     * @throws IllegalStateException
     *             when it ends before, or the time is over
     */
    String awaitPrinted(Pattern pattern) {
        return await(() -> {
            try {
                Matcher found = pattern.matcher(Files.readString(log));
                return found.find() ? Optional.of(found.group(1)) : Optional.empty();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Waits until the probe finds something. */
    <T> T await(Supplier<Optional<T>> probe) {
        long begin = System.nanoTime();
        try {
            while (System.nanoTime() - begin < START.toNanos()) {
                Optional<T> found = probe.get();
                if (found.isPresent()) {
                    return found.get();
                }
                if (process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new IllegalStateException(name + " ended at its start:\n" + lastLines());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + name + " started", e);
        }
        throw new IllegalStateException(
                name + " did not start within " + START.toSeconds() + " s:\n" + lastLines());
    }

    private String lastLines() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN_LOG_LINES), lines.size()));
        } catch (IOException e) {
            return "(its log cannot be read: " + e.getMessage() + ")";
        }
    }

    /** As {@code kill -9}. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Asks it to stop, and ends it when it does not, or when this thread is interrupted. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
