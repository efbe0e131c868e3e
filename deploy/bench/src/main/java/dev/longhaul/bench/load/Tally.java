package dev.longhaul.bench.load;

import java.util.Map;

/**
 * What came of a number of jobs or calls.
 *
 * @param jobs
 *            how many were asked
 * @param seconds
 *            from the submit of the first to the result of the last
 * @param problems
 *            how many had not the right answer, by reason
 */
public record Tally(int jobs, double seconds, Map<String, Integer> problems) {

    public double perSecond() {
        return jobs / seconds;
    }

    /** Whether every one had the answer that belongs to its prompt. */
    public boolean allRight() {
        return problems.isEmpty();
    }
}
