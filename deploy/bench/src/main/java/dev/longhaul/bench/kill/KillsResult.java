package dev.longhaul.bench.kill;

import dev.longhaul.bench.report.Figures;
import dev.longhaul.bench.report.Table;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What came of it.
 *
 * @param killed
 *            how often, by service
 * @param jobs
 *            that the platform accepted
 * @param failedCalls
 *            submissions that were not answered well: what is in them counts for nothing
 * @param states
 *            what became of the jobs
 * @param unended
 *            jobs that have not ended
 * @param events
 *            jobs that were told of
 * @param untold
 *            jobs that have ended and were not told of
 * @param toldDifferently
 *            told of with several ids, or as several ends
 * @param invented
 *            told of and not there, or in another state
 * @param repeatedCalls
 *            provider calls beyond one for each job
 * @param hidden
 *            jobs with more of those than attempts that are marked as possibly billed
 * @param waitedOut
 *            jobs that had ended before a kill and were untold then
 * @param slowestMillis
 *            the slowest of them, from the restart on
 * @param tooLate
 *            of them, told later than 30 s after the restart
 * @param leftInQueues
 *            messages, by queue
 */
record KillsResult(Map<String, Integer> killed, int jobs, int failedCalls, Map<String, Integer> states, int unended,
        int events, int untold, int toldDifferently, int invented, int repeatedCalls, int hidden, int waitedOut,
        long slowestMillis, int tooLate, Map<String, Long> leftInQueues) {

    boolean allHeld() {
        return jobs > 0 && wrongs().stream().allMatch(wrong -> wrong == 0) && leftInQueues.isEmpty();
    }

    private List<Integer> wrongs() {
        return List.of(unended, untold, toldDifferently, invented, hidden, tooLate);
    }

    String text(String setup) {
        Table table = new Table("promise", "of", "broken");
        row(table, "an accepted job ends, once", jobs, unended);
        row(table, "an end is told", jobs, untold);
        row(table, "under one id, as one end", events, toldDifferently);
        row(table, "none is invented", events, invented);
        row(table, "a repeated call is marked as possibly billed", repeatedCalls, hidden);
        row(table, "told within 30 s of the restart", waitedOut, tooLate);
        row(table, "all queues are empty", 1, leftInQueues.isEmpty() ? 0 : 1);
        return "Kills: " + killed.values().stream().mapToInt(Integer::intValue).sum() + " times kill -9 "
                + new TreeMap<>(killed) + " while jobs run\n" + setup + "\n\n" + Figures.whole((double) jobs)
                + " jobs accepted (" + new TreeMap<>(states) + "), " + failedCalls
                + " submissions failed; the slowest end that a kill had caught untold: "
                + Figures.whole((double) slowestMillis) + " ms after the restart\n\n" + table
                + (leftInQueues.isEmpty() ? "" : "\nleft: " + leftInQueues + "\n") + "\n"
                + (allHeld() ? "All held." : "NOT all held.");
    }

    private static void row(Table table, String promise, int of, int broken) {
        table.row(promise, Figures.whole((double) of), Figures.whole((double) broken));
    }
}
