package dev.longhaul.bench.measure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/** Takes the CPU time of processes between two moments. For one thread. */
public final class CpuMeter {

    private final List<MeasuredProcess> processes;
    private final LongFunction<Duration> cpuTime;
    private final List<Duration> before = new ArrayList<>();

    CpuMeter(List<MeasuredProcess> processes, LongFunction<Duration> cpuTime) {
        this.processes = List.copyOf(processes);
        this.cpuTime = cpuTime;
        processes.forEach(process -> before.add(cpuTime.apply(process.pid())));
    }

    /**
     * Begins now.
     *
     * @throws IllegalStateException
     *             when a process is gone or may not be looked at
     */
    public static CpuMeter start(List<MeasuredProcess> processes) {
        return new CpuMeter(processes, CpuMeter::totalCpuTime);
    }

    /**
     * What was used since the start.
     *
     * @param jobs
     *            how many were done in this time, at least 1
     */
    public List<ProcessUse> read(int jobs) {
        List<ProcessUse> uses = new ArrayList<>();
        for (int i = 0; i < processes.size(); i++) {
            MeasuredProcess process = processes.get(i);
            double seconds = cpuTime.apply(process.pid()).minus(before.get(i)).toNanos() / 1e9;
            uses.add(new ProcessUse(process.name(), process.provider(), seconds, seconds * 1000 / jobs,
                    MemoryUse.of(process.pid()).orElse(null)));
        }
        return uses;
    }

    private static Duration totalCpuTime(long pid) {
        return ProcessHandle.of(pid).flatMap(process -> process.info().totalCpuDuration())
                .orElseThrow(() -> new IllegalStateException("Process " + pid
                        + " is gone or hides its CPU time, so the cost of a job cannot be measured."));
    }
}
