package dev.longhaul.bench.fairness;

import dev.longhaul.bench.load.Tally;
import dev.longhaul.contract.job.JobState;
import java.util.HashMap;
import java.util.Map;

/**
 * How tenant A's jobs ended.
 *
 * @param cancelled
 *            that had not run when the measurement was over
 * @param cancelSeconds
 *            until the cancel was answered
 * @param problems
 *            of the others, by reason
 */
record BacklogEnd(int cancelled, double cancelSeconds, Map<String, Integer> problems) {

    static BacklogEnd of(Tally ends, double cancelSeconds) {
        Map<String, Integer> problems = new HashMap<>(ends.problems());
        int before = problems.values().stream().mapToInt(Integer::intValue).sum();
        problems.keySet().removeIf(reason -> reason.startsWith(JobState.CANCELLED.wire()));
        int after = problems.values().stream().mapToInt(Integer::intValue).sum();
        return new BacklogEnd(before - after, cancelSeconds, problems);
    }
}
