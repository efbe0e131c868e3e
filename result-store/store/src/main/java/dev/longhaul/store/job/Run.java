package dev.longhaul.store.job;

import com.mongodb.client.model.Filters;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.message.Attempt;
import java.time.Instant;
import java.util.Set;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * What a document says of its job's present run: read first, judged, and then named in the filter of the
 * compare-and-set that follows from the judgement.
 *
 * @param worker
 *            who announced the last start of this dispatch
 * @param startedAt
 *            when that was
 * @param lost
 *            whether that start is on record as an attempt that may have been billed, and nobody is known to go on
 */
record Run(String id, JobState state, int epoch, @Nullable String worker, @Nullable Instant startedAt, boolean lost,
        boolean cancelRequested) {

    /** The states of a job that a pool's queue or a worker has. */
    static final Set<JobState> HANDED_OUT = Set.of(JobState.DISPATCHED, JobState.RUNNING);

    static Run of(Document document) {
        return new Run(document.getString(Fields.ID), JobDocuments.state(document),
                document.getInteger(Fields.EPOCH, 0), document.getString(Fields.WORKER),
                JobDocuments.instant(document, Fields.STARTED_AT), document.getBoolean(Fields.LOST, false),
                document.getDate(Fields.CANCEL_REQUESTED_AT) != null);
    }

    /** Whether this dispatch is the one that workers may have now. */
    boolean isDispatch(int other) {
        return epoch == other && HANDED_OUT.contains(state);
    }

    /** Whether somebody else than this worker is known to run the job. */
    boolean isBySomebodyElse(String other) {
        return state == JobState.RUNNING && !lost && worker != null && !worker.equals(other);
    }

    /** The call that was begun in this dispatch and has no outcome; null when none is known. */
    @Nullable
    Attempt unfinished() {
        return state == JobState.RUNNING && startedAt != null ? Attempt.unknown(epoch, worker, startedAt) : null;
    }

    /** Finds the document as long as nothing of this has changed. */
    Bson unchanged() {
        return Filters.and(Filters.eq(Fields.ID, id), Filters.eq(Fields.EPOCH, epoch),
                Filters.eq(Fields.STATE, state.wire()), Filters.eq(Fields.WORKER, worker),
                Filters.exists(Fields.LOST, lost), Filters.exists(Fields.CANCEL_REQUESTED_AT, cancelRequested));
    }
}
