package dev.longhaul.bench.limits;

import dev.longhaul.bench.load.Tally;
import dev.longhaul.bench.report.Figures;
import dev.longhaul.bench.report.Table;
import dev.longhaul.simulator.ledger.CallRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What was measured.
 *
 * @param tally
 *            of the jobs
 * @param answered
 *            calls that the provider answered
 * @param refused
 *            calls that it answered with 429
 * @param seconds
 *            from the first answered call to the last
 * @param usedPart
 *            of the limit, in that time
 * @param mostInAMinute
 *            answered calls in the fullest 60 seconds
 */
record LimitsResult(int requestsPerMinute, double burstSeconds, Tally tally, int answered, int refused, double seconds,
        double usedPart, int mostInAMinute) {

    private static final int OK = 200;
    private static final int TOO_MANY = 429;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /**
     * @param calls
     *            all of them, in any order
     */
    static LimitsResult of(int requestsPerMinute, double burstSeconds, Tally tally, List<CallRecord> calls) {
        List<Instant> answered = calls.stream().filter(call -> call.status() == OK).map(CallRecord::at).sorted()
                .toList();
        int refused = (int) calls.stream().filter(call -> call.status() == TOO_MANY).count();
        double seconds = answered.size() < 2
                ? 0
                : Duration.between(answered.getFirst(), answered.getLast()).toNanos() / 1e9;
        double used = seconds == 0 ? 0 : (answered.size() - 1) / seconds * 60 / requestsPerMinute;
        return new LimitsResult(requestsPerMinute, burstSeconds, tally, answered.size(), refused, seconds, used,
                mostInAMinute(answered));
    }

    private static int mostInAMinute(List<Instant> sorted) {
        int most = 0;
        int first = 0;
        for (int last = 0; last < sorted.size(); last++) {
            while (Duration.between(sorted.get(first), sorted.get(last)).compareTo(MINUTE) >= 0) {
                first++;
            }
            most = Math.max(most, last - first + 1);
        }
        return most;
    }

    String text(String setup) {
        Table table = new Table("limit, requests a minute", "seconds", "used, %", "most in a minute", "answered",
                "429", "429 / answered, %", "not right");
        table.row(Figures.whole((double) requestsPerMinute), Figures.decimal(seconds, 1),
                Figures.decimal(usedPart * 100, 1), Figures.whole((double) mostInAMinute),
                Figures.whole((double) answered), Figures.whole((double) refused),
                Figures.decimal(answered == 0 ? 0 : 100.0 * refused / answered, 2),
                Figures.whole(tally.problems().values().stream().mapToInt(Integer::intValue).sum()));
        return "Limits: a key of " + requestsPerMinute + " requests a minute, " + Figures.decimal(burstSeconds, 1)
                + " seconds' worth at once\n" + setup + "\n\n" + table
                + (tally.allRight() ? "" : "\nWRONG: " + Figures.problems(tally.problems()) + "\n");
    }
}
