package dev.longhaul.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Resident memory of a process, in MiB.
 *
 * @param now
 *            at this moment
 * @param peak
 *            the most since its start
 */
public record MemoryUse(double now, double peak) {

    private static final double KIB_PER_MIB = 1024;

    /** Of a process; empty when it is gone or the system has no {@code /proc}. */
    public static Optional<MemoryUse> of(long pid) {
        try {
            return parse(Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * @param status
     *            lines of {@code /proc/PID/status}, see proc(5): VmRSS and VmHWM in kB
     */
    static Optional<MemoryUse> parse(List<String> status) {
        double now = -1;
        double peak = -1;
        for (String line : status) {
            if (line.startsWith("VmRSS:")) {
                now = mebibytes(line);
            } else if (line.startsWith("VmHWM:")) {
                peak = mebibytes(line);
            }
        }
        return now < 0 || peak < 0 ? Optional.empty() : Optional.of(new MemoryUse(now, peak));
    }

    private static double mebibytes(String line) {
        String number = line.substring(line.indexOf(':') + 1).strip().split("\\s+", 2)[0];
        return Long.parseLong(number) / KIB_PER_MIB;
    }
}
