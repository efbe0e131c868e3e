package dev.longhaul.bench.measure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the objects that a JVM of this machine still needs take of its heap. */
public final class LiveHeap {

    private static final Pattern TOTAL = Pattern.compile("(?m)^Total +\\d+ +(\\d+)");
    private static final double BYTES_PER_MIB = 1 << 20;

    private LiveHeap() {}

    /**
     * Collects that JVM's garbage and counts what is left, in MiB, by the {@code jcmd} of this Java; empty when there
     * is none, or the process is no JVM of this user.
     */
    public static OptionalDouble of(long pid) throws InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        ProcessBuilder histogram = new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.class_histogram")
                .redirectErrorStream(true);
        try {
            Process process = histogram.start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? parse(printed) : OptionalDouble.empty();
        } catch (IOException e) {
            return OptionalDouble.empty();
        }
    }

    /**
     * @param histogram
     *            as {@code GC.class_histogram} prints it: its last line has all instances and their bytes
     */
    static OptionalDouble parse(String histogram) {
        Matcher total = TOTAL.matcher(histogram);
        return total.find()
                ? OptionalDouble.of(Long.parseLong(total.group(1)) / BYTES_PER_MIB)
                : OptionalDouble.empty();
    }
}
