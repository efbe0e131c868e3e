package dev.longhaul.bench.throughput;

import java.util.Comparator;
import java.util.List;

/** The baseline and the platform, one right after the other, so that their ratio can be quoted. */
record Run(Side direct, Side platform) {

    /** The platform's jobs a second in parts of the baseline's. */
    double ratio() {
        return platform.jobsPerSecond() / direct.jobsPerSecond();
    }

    /** The run in the middle by the platform's jobs a second; of an even number, the slower of the two. */
    static Run median(List<Run> runs) {
        List<Run> slowestFirst = runs.stream()
                .sorted(Comparator.comparingDouble(run -> run.platform().jobsPerSecond())).toList();
        return slowestFirst.get((runs.size() - 1) / 2);
    }
}
