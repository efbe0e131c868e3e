package dev.longhaul.client.cli.batch.ledger;

import dev.longhaul.contract.job.JobId;
import java.time.Instant;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The state of every line, from results and journal: one bit for a line that is done, and more only for those that were
 * on their way when the process ended. Not thread-safe.
 */
final class LineStates {

    private static final int FIRST = 1;

    private final BitSet done = new BitSet();
    private final BitSet failed = new BitSet();
    private final Map<Integer, Integer> submissions = new HashMap<>();
    private final Map<Integer, JobId> known = new LinkedHashMap<>();
    private final Map<Integer, Instant> announced = new HashMap<>();
    private Tally tally = Tally.NONE;

    /** Takes a result in; false when a later submission of its line has made it void. */
    boolean result(ResultLine result) {
        if (result.submission() < submission(result.line()) || done.get(result.line())) {
            return false;
        }
        if (result.submission() > FIRST) {
            submissions.put(result.line(), result.submission());
        }
        done.set(result.line());
        failed.set(result.line(), result.failed());
        tally = tally.plus(result);
        return true;
    }

    /** Forgets the results, not what the journal said, so that they can be read again. */
    void forgetResults() {
        done.clear();
        failed.clear();
        tally = Tally.NONE;
    }

    void again(JournalEntry.Again again) {
        submissions.putAll(again.submissions());
    }

    /** Takes in an entry of the journal; the results must be known by then. */
    void entry(JournalEntry entry) {
        switch (entry) {
            case JournalEntry.Submitting(LineSet lines, Instant at) -> lines.forEach(line -> {
                if (!done.get(line)) {
                    // the first time counts: from then on its key may be known to the platform
                    announced.putIfAbsent(line, at);
                }
            });
            case JournalEntry.Accepted(Map<Integer, JobId> jobs) -> jobs.forEach((line, id) -> {
                announced.remove(line);
                if (!done.get(line)) {
                    known.put(line, id);
                }
            });
            case JournalEntry.Again(Map<Integer, Integer> lines) -> lines.keySet().forEach(line -> {
                announced.remove(line);
                known.remove(line);
            });
        }
    }

    LineState of(int line) {
        if (done.get(line)) {
            return new LineState.Done();
        }
        int submission = submission(line);
        JobId id = known.get(line);
        if (id != null) {
            return new LineState.Known(id, submission);
        }
        Instant at = announced.get(line);
        return at == null ? new LineState.Fresh(submission) : new LineState.Announced(at, submission);
    }

    private int submission(int line) {
        return submissions.getOrDefault(line, FIRST);
    }

    /** The next submission of each line that failed. */
    Map<Integer, Integer> nextOfFailed() {
        Map<Integer, Integer> next = new LinkedHashMap<>();
        failed.stream().forEach(line -> next.put(line, submission(line) + 1));
        return next;
    }

    /** The next submission of each line whose job is known and not fetched. */
    Map<Integer, Integer> nextOfKnown() {
        Map<Integer, Integer> next = new LinkedHashMap<>();
        known.keySet().forEach(line -> next.put(line, submission(line) + 1));
        return next;
    }

    Map<Integer, JobId> known() {
        return known;
    }

    /** How many of the lines up to this one are done. */
    int doneUpTo(int line) {
        return done.get(0, line + 1).cardinality();
    }

    Tally tally() {
        return tally;
    }
}
