package dev.longhaul.bench.report;

import dev.longhaul.bench.measure.MemoryUse;
import dev.longhaul.bench.measure.ProcessUse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** How figures are written. */
public final class Figures {

    private Figures() {}

    /** With commas between thousands, such as {@code 20,000}. */
    public static String whole(double number) {
        return String.format(Locale.ROOT, "%,.0f", number);
    }

    /** With so many digits after the point. */
    public static String decimal(double number, int digits) {
        return String.format(Locale.ROOT, "%,." + digits + "f", number);
    }

    /** What each process used, one line each. */
    public static String processes(List<ProcessUse> uses) {
        Table table = new Table("process", "CPU s / 1,000 jobs", "RSS MiB", "peak MiB");
        for (ProcessUse use : uses) {
            MemoryUse memory = use.memory();
            table.row(use.name() + (use.provider() ? " (the provider: not in the sum)" : ""),
                    decimal(use.cpuSecondsPerThousand(), 3), memory == null ? "-" : whole(memory.now()),
                    memory == null ? "-" : whole(memory.peak()));
        }
        return table.toString();
    }

    /** What went wrong, in one line; says so when nothing did. */
    public static String problems(Map<String, Integer> problems) {
        return problems.isEmpty() ? "none" : new TreeMap<>(problems).toString();
    }
}
