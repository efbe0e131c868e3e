package dev.longhaul.store.job;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.store.StoreCall;
import java.time.Clock;
import java.time.Instant;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** Cancels. Thread-safe. */
public final class JobCancel {

    private static final FindOneAndUpdateOptions AFTER = new FindOneAndUpdateOptions()
            .returnDocument(ReturnDocument.AFTER);

    private final MongoCollection<Document> jobs;
    private final Clock clock;
    private final Endings endings;

    JobCancel(MongoCollection<Document> jobs, Clock clock, Endings endings) {
        this.jobs = jobs;
        this.clock = clock;
        this.endings = endings;
    }

    /** Cancels a queued job at once, and marks one that is handed out, so that its worker can be told. */
    public Cancellation cancel(JobId id) {
        return StoreCall.of(() -> {
            while (true) {
                Cancellation result = tryCancel(id);
                if (result != null) {
                    return result;
                }
            }
        });
    }

    /** Cancels a job only if it is still queued; otherwise leaves it alone. */
    public boolean cancelIfQueued(JobId id) {
        return StoreCall.of(() -> jobs
                .updateOne(Filters.and(is(id), Filters.eq(Fields.STATE, JobState.QUEUED.wire())), end(id))
                .getModifiedCount() == 1);
    }

    /** Null when the job changed between the looks: to be tried again. */
    private @Nullable Cancellation tryCancel(JobId id) {
        Document queued = jobs.findOneAndUpdate(Filters.and(is(id), Filters.eq(Fields.STATE, JobState.QUEUED.wire())),
                end(id), AFTER);
        if (queued != null) {
            return new Cancellation.Cancelled(JobDocuments.toRecord(queued));
        }
        Instant now = clock.instant();
        Document marked = jobs.findOneAndUpdate(
                Filters.and(is(id),
                        Filters.in(Fields.STATE, JobState.DISPATCHED.wire(), JobState.RUNNING.wire())),
                // the first request counts
                new Update().min(Fields.CANCEL_REQUESTED_AT, JobDocuments.date(now)), AFTER);
        if (marked != null) {
            return new Cancellation.Requested(JobDocuments.toRecord(marked));
        }
        Document found = jobs.find(is(id)).first();
        if (found == null) {
            return new Cancellation.NotRecorded();
        }
        return JobDocuments.state(found).isTerminal() ? new Cancellation.Ended(JobDocuments.toRecord(found)) : null;
    }

    private Update end(JobId id) {
        return endings.end(endings.keep(jobs, is(id)), JobState.CANCELLED, clock.instant(), null);
    }

    private static Bson is(JobId id) {
        return Filters.eq(Fields.ID, id.toString());
    }

    /** What a cancel came to. */
    public sealed interface Cancellation {

        /** It was queued and will never run. */
        record Cancelled(JobRecord job) implements Cancellation {}

        /** It is handed out: tell the workers. */
        record Requested(JobRecord job) implements Cancellation {}

        /** It had ended before. */
        record Ended(JobRecord job) implements Cancellation {}

        /** The record does not know it (yet). */
        record NotRecorded() implements Cancellation {}
    }
}
