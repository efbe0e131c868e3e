package dev.longhaul.bench.backlog;

import dev.longhaul.bench.load.Tally;
import dev.longhaul.bench.measure.ProcessUse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The platform with so many jobs of tenant A waiting.
 *
 * @param waiting
 *            those that were submitted without those that ran
 * @param tally
 *            tenant B's jobs
 * @param cpuSecondsPerThousand
 *            of everything but the provider
 * @param dispatcher
 *            what the process with the dispatcher used
 * @param dispatcherHeap
 *            MiB that its live objects take; null where they cannot be counted
 * @param processes
 *            all of them
 */
record PlatformStep(long waiting, Tally tally, double jobsPerSecond, double cpuSecondsPerThousand,
        ProcessUse dispatcher, @Nullable Double dispatcherHeap, List<ProcessUse> processes) {}
