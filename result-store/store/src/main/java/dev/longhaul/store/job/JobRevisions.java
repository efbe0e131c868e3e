package dev.longhaul.store.job;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.store.StoreCall;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Changes of single jobs that wait: a pause, its end, another priority. A paused job is not dispatched, whatever a
 * dispatcher believes. Thread-safe.
 */
public final class JobRevisions {

    private static final FindOneAndUpdateOptions AFTER = new FindOneAndUpdateOptions()
            .returnDocument(ReturnDocument.AFTER);

    private final MongoCollection<Document> jobs;
    private final Clock clock;

    JobRevisions(MongoCollection<Document> jobs, Clock clock) {
        this.jobs = jobs;
        this.clock = clock;
    }

    public Revision pause(JobId id) {
        return revise(id, new Update().set(Fields.PAUSED, true));
    }

    public Revision resume(JobId id) {
        return revise(id, new Update().unset(Fields.PAUSED));
    }

    /**
     * @param priority
     *            0 to 9
     */
    public Revision reprioritise(JobId id, int priority) {
        return revise(id, new Update().set(Fields.PRIORITY, priority));
    }

    private Revision revise(JobId id, Update change) {
        Bson is = Filters.eq(Fields.ID, id.toString());
        return StoreCall.of(() -> {
            while (true) {
                Document revised = jobs.findOneAndUpdate(
                        Filters.and(is, Filters.eq(Fields.STATE, JobState.QUEUED.wire())),
                        change.set(Fields.REVISED_AT, JobDocuments.date(clock.instant())), AFTER);
                if (revised != null) {
                    return new Revision.Revised(JobDocuments.toRecord(revised));
                }
                Revision otherwise = otherwise(jobs.find(is).first());
                if (otherwise != null) {
                    return otherwise;
                }
            }
        });
    }

    /** Null when the job queues again: to be tried again. */
    private static @Nullable Revision otherwise(@Nullable Document document) {
        if (document == null) {
            return new Revision.NotRecorded();
        }
        JobState state = JobDocuments.state(document);
        if (state == JobState.QUEUED) {
            return null;
        }
        JobRecord job = JobDocuments.toRecord(document);
        return state.isTerminal() ? new Revision.Ended(job) : new Revision.Started(job);
    }

    /** Jobs that wait and were changed at this time or later, as they stand now. */
    public List<RevisedJob> since(Instant time) {
        return StoreCall.of(() -> {
            List<RevisedJob> revised = new ArrayList<>();
            jobs.find(Filters.and(Filters.gte(Fields.REVISED_AT, Date.from(time)),
                    Filters.eq(Fields.STATE, JobState.QUEUED.wire()))).projection(JobDispatch.WITHOUT_BODY)
                    .forEach(document -> revised.add(toRevised(document)));
            return revised;
        });
    }

    private static RevisedJob toRevised(Document document) {
        String shard = document.getString(Fields.OPEN);
        return new RevisedJob(JobDocuments.toOpen(document),
                new Shard(Lane.fromWire(document.getString(Fields.LANE)),
                        Integer.parseInt(shard.substring(shard.lastIndexOf('-') + 1))),
                Objects.requireNonNull(JobDocuments.instant(document, Fields.REVISED_AT)));
    }

    /**
     * A job that waits and was changed.
     *
     * @param at
     *            when that was, for the last time
     */
    public record RevisedJob(OpenJob job, Shard shard, Instant at) {}

    /** What a change came to. */
    public sealed interface Revision {

        /** It waits, changed. */
        record Revised(JobRecord job) implements Revision {}

        /** It is handed out and goes on. */
        record Started(JobRecord job) implements Revision {}

        /** It had ended before. */
        record Ended(JobRecord job) implements Revision {}

        /** The record does not know it (yet). */
        record NotRecorded() implements Revision {}
    }
}
