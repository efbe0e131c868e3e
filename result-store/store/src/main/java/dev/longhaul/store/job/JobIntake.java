package dev.longhaul.store.job;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.InsertManyOptions;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.message.SubmittedJob;
import dev.longhaul.store.StoreCall;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bson.Document;

/** Records what was submitted. Thread-safe. */
public final class JobIntake {

    private static final int DUPLICATE_KEY = 11000;
    private static final InsertManyOptions UNORDERED = new InsertManyOptions().ordered(false);

    private final MongoCollection<Document> jobs;
    private final Clock clock;

    JobIntake(MongoCollection<Document> jobs, Clock clock) {
        this.jobs = jobs;
        this.clock = clock;
    }

    /**
     * Records jobs in one write. A job whose id is there already is a repeat and is left as it is.
     *
     * @return the ids of the repeats
     */
    public Set<JobId> record(List<NewJob> batch) {
        if (batch.isEmpty()) {
            return Set.of();
        }
        Instant now = clock.instant();
        List<Document> documents = new ArrayList<>(batch.size());
        for (NewJob job : batch) {
            documents.add(document(job, now));
        }
        return StoreCall.of(() -> insert(batch, documents));
    }

    private Set<JobId> insert(List<NewJob> batch, List<Document> documents) {
        try {
            jobs.insertMany(documents, UNORDERED);
            return Set.of();
        } catch (MongoBulkWriteException e) {
            Set<JobId> repeats = new HashSet<>();
            for (BulkWriteError error : e.getWriteErrors()) {
                if (error.getCode() != DUPLICATE_KEY) {
                    throw e;
                }
                repeats.add(batch.get(error.getIndex()).submitted().id());
            }
            return repeats;
        }
    }

    private static Document document(NewJob job, Instant now) {
        Document document = JobDocuments.fromSubmitted(job.submitted()).append(Fields.OPEN, job.shard().toString())
                .append(Fields.RECORDED_AT, Date.from(now));
        if (job.dispatched()) {
            document.append(Fields.STATE, JobState.DISPATCHED.wire()).append(Fields.EPOCH, 1)
                    .append(Fields.DISPATCHED_AT, Date.from(now));
        } else {
            document.append(Fields.STATE, JobState.QUEUED.wire()).append(Fields.EPOCH, 0);
        }
        return document;
    }

    /**
     * A job to record.
     *
     * @param dispatched
     *            true when it goes out at once: one write instead of two, under epoch 1
     */
    public record NewJob(SubmittedJob submitted, Shard shard, boolean dispatched) {}
}
