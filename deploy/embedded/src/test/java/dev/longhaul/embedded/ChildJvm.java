package dev.longhaul.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A JVM of its own that a test may kill. It says what was acknowledged to it, a line each that ends with {@link #END}.
 */
final class ChildJvm implements AutoCloseable {

    private static final String END = " .";

    private final Process process;
    private final BufferedReader output;

    private ChildJvm(Process process) {
        this.process = process;
        this.output = process.inputReader(UTF_8);
    }

    static ChildJvm start(Class<?> main, Object... arguments) throws IOException {
        return start(classPath(), main, arguments);
    }

    static ChildJvm start(String classPath, Class<?> main, Object... arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m", "-cp", classPath, main.getName()));
        Stream.of(arguments).map(Object::toString).forEach(command::add);
        return new ChildJvm(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start());
    }

    static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    /** For the child: says that something was acknowledged. */
    static void say(String acknowledged) {
        synchronized (ChildJvm.class) {
            System.out.println(acknowledged + END);
            System.out.flush();
        }
    }

    /** Reads until so many lines have come, kills the child, and answers all that it had said whole. */
    List<String> killAfter(int lines) throws IOException, InterruptedException {
        List<String> said = new ArrayList<>();
        while (said.size() < lines) {
            String line = output.readLine();
            if (line == null) {
                throw new IllegalStateException("The child ended by itself after " + said);
            }
            said.add(line);
        }
        // Through its handle: Process itself would close the stream, with what the child had still said.
        process.toHandle().destroyForcibly();
        output.lines().forEach(said::add);
        process.waitFor();
        Predicate<String> whole = line -> line.endsWith(END);
        return said.stream().filter(whole).map(line -> line.substring(0, line.length() - END.length())).toList();
    }

    /** Waits for the child to end by itself and answers all that it said. */
    List<String> output() throws InterruptedException {
        List<String> said = output.lines().toList();
        process.waitFor();
        return said;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
