package dev.longhaul.store.job;

import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.job.OnAmbiguous;
import dev.longhaul.contract.message.Attempt;
import dev.longhaul.contract.message.Failure;
import java.time.Instant;
import java.util.List;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** Decides what becomes of a job whose worker was lost after it may have called the provider. A pure function. */
final class LostRuns {

    /** A job whose worker was lost this often is taken to be the cause of it. */
    static final int MAX_LOST_ATTEMPTS = 5;

    private LostRuns() {}

    /**
     * The attempt that a worker made in this dispatch, or may have made, and of which the outcome is unknown. Workers
     * announce a start durably before they call, except in the interactive lane, where nobody waits for the
     * announcement.
     *
     * @param hadByWorker
     *            whether a worker may have had this dispatch
     * @return null when nobody can have been called
     */
    static @Nullable Attempt attempt(Document document, Run run, boolean hadByWorker) {
        Attempt begun = run.unfinished();
        if (begun != null) {
            return begun;
        }
        Instant dispatchedAt = JobDocuments.instant(document, Fields.DISPATCHED_AT);
        boolean interactive = Lane.INTERACTIVE.wire().equals(document.getString(Fields.LANE));
        return interactive && hadByWorker && dispatchedAt != null
                ? Attempt.unknown(run.epoch(), null, dispatchedAt)
                : null;
    }

    /**
     * @param lost
     *            the attempt of which the outcome is unknown
     * @return why the job may not run again, or null when it may
     */
    static @Nullable Failure mayRunAgain(Document document, Attempt lost) {
        if (OnAmbiguous.fromWire(document.getString(Fields.ON_AMBIGUOUS)) == OnAmbiguous.HOLD) {
            return Failure.of(ErrorCode.OUTCOME_UNKNOWN,
                    "A worker was lost during the call, which may have been billed; on_ambiguous is hold.");
        }
        List<Attempt> before = JobDocuments.presentAttempts(document).stream()
                .filter(attempt -> attempt.end() == Attempt.End.UNKNOWN).toList();
        int all = before.size() + (isRecorded(before, lost) ? 0 : 1);
        return all < MAX_LOST_ATTEMPTS
                ? null
                : Failure.of(ErrorCode.DISPATCHES_EXHAUSTED,
                        "A worker was lost during each of " + all + " attempts; the job may be the cause.");
    }

    /** Whether these attempts have it already: a question may be asked twice. */
    static boolean isRecorded(List<Attempt> attempts, Attempt lost) {
        Document same = JobDocuments.fromAttempt(lost);
        return attempts.stream().anyMatch(attempt -> JobDocuments.fromAttempt(attempt).equals(same));
    }
}
