package dev.longhaul.resultstore.outcome;

import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.OutcomeReport;
import dev.longhaul.store.job.JobResults;
import dev.longhaul.store.job.JobResults.WorkerOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Outcomes whose answer comes in parts by another queue and is not all here. Their messages stay unacknowledged, so
 * that the broker keeps them meanwhile. An answer of which nothing more comes is lost: its job does not end with a
 * hole. Used by one thread.
 */
final class AwaitedAnswers {

    private static final Logger log = LoggerFactory.getLogger(AwaitedAnswers.class);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final JobResults results;
    private final AnswerIntake parts;
    private final long patienceNanos;
    private final int most;
    /** And when each is to be looked at again; the first is the oldest. */
    private final Map<Arrived, Long> waiting = new LinkedHashMap<>();

    /**
     * @param patience
     *            since an outcome came and since the last part of any answer did
     * @param most
     *            messages that may wait; beyond it nothing else is taken
     */
    AwaitedAnswers(JobResults results, AnswerIntake parts, Duration patience, int most) {
        this.results = results;
        this.parts = parts;
        this.patienceNanos = patience.toNanos();
        this.most = most;
    }

    /**
     * An outcome as it is to be written now: itself when its answer is here or was in it, another one when its answer
     * is lost; null while it has to wait.
     */
    @Nullable
    WorkerOutcome judge(WorkerOutcome outcome, long since) {
        OutcomeReport report = outcome.report();
        if (!(report.outcome() instanceof Outcome.SucceededInParts)) {
            return outcome;
        }
        // before the look: what comes during it counts
        long news = parts.lastNews();
        if (results.isHere(outcome)) {
            return outcome;
        }
        long now = System.nanoTime();
        if (now - since < patienceNanos || now - news < patienceNanos) {
            return null;
        }
        log.warn("job {} of tenant {}: parts of the answer of dispatch {} did not come; the call counts as possibly "
                + "billed, and the job goes on as one whose worker was lost", report.id(), report.tenant(),
                report.epoch());
        return results.withoutAnswer(outcome);
    }

    void hold(Arrived message, long now) {
        waiting.put(message, now + LOOK_NANOS);
    }

    /** Takes those that are to be looked at again; {@link #hold} puts back who has to wait longer. */
    List<Arrived> takeDue(long now) {
        List<Arrived> due = new ArrayList<>();
        for (Iterator<Map.Entry<Arrived, Long>> all = waiting.entrySet().iterator(); all.hasNext();) {
            Map.Entry<Arrived, Long> next = all.next();
            if (next.getValue() - now <= 0) {
                due.add(next.getKey());
                all.remove();
            }
        }
        return due;
    }

    boolean isFull() {
        return waiting.size() >= most;
    }

    /** Whether one waits that came before this time. */
    boolean hasOlderThan(long time) {
        return waiting.keySet().stream().anyMatch(each -> each.since() - time <= 0);
    }
}
