package dev.longhaul.bench.measure;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a process used for a number of jobs.
 *
 * @param provider
 *            whether it only plays the provider
 * @param cpuSeconds
 *            user and system time, to 10 ms
 * @param memory
 *            at the end; null where the system does not tell
 */
public record ProcessUse(String name, boolean provider, double cpuSeconds, double cpuSecondsPerThousand,
        @Nullable MemoryUse memory) {

    /** CPU seconds per 1,000 jobs of everything but the provider. */
    public static double perThousandWithoutProvider(List<ProcessUse> uses) {
        return uses.stream().filter(use -> !use.provider()).mapToDouble(ProcessUse::cpuSecondsPerThousand).sum();
    }
}
