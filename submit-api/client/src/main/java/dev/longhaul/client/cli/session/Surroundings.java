package dev.longhaul.client.cli.session;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The process around a command, so that it can also be run inside another program.
 *
 * @param in
 *            standard input
 * @param out
 *            results; nothing else is written here
 * @param err
 *            messages and progress
 * @param environment
 *            variables
 * @param home
 *            the user's directory
 * @param columns
 *            the width of the terminal that {@code err} is, on which a line can be overwritten; 0 when it is none
 * @param clock
 *            for what is written down; durations do not come from it
 */
public record Surroundings(InputStream in, PrintStream out, PrintStream err, Map<String, String> environment, Path home,
        int columns, Clock clock) {

    /** A launcher that knows whether standard error is a terminal says so in this property: {@code true} or not. */
    static final String TERMINAL_PROPERTY = "longhaul.terminal";

    /** Those of this process. Output is UTF-8 whatever the locale says: results are data. */
    public static Surroundings ofProcess() {
        return new Surroundings(System.in, utf8(FileDescriptor.out), utf8(FileDescriptor.err), System.getenv(),
                Path.of(System.getProperty("user.home", ".")),
                isTerminal(System.getProperty(TERMINAL_PROPERTY), Path.of("/proc/self/fd/2"))
                        ? TerminalWidth.columns(System.getenv("COLUMNS"))
                        : 0,
                Clock.systemUTC());
    }

    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    /**
     * The JDK tells only whether input and output are a terminal. Linux tells it of each stream; elsewhere the launcher
     * must.
     */
    static boolean isTerminal(@Nullable String property, Path errorStream) {
        if (property != null) {
            return Boolean.parseBoolean(property);
        }
        try {
            String target = Files.readSymbolicLink(errorStream).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty")
                    || "/dev/console".equals(target);
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
