package dev.longhaul.store.job;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.InsertManyOptions;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.message.Failure;
import dev.longhaul.contract.message.LongAnswers;
import dev.longhaul.contract.message.SubmittedJob;
import dev.longhaul.store.StoreCall;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.bson.Document;

/** Records what was submitted. Thread-safe. */
public final class JobIntake {

    private static final int DUPLICATE_KEY = 11000;
    /** Leaves room for an answer that is not kept in parts. */
    static final int MAX_REQUEST_BYTES = TextSize.MAX_BYTES - JobAnswers.LONGEST_INLINE;
    private static final InsertManyOptions UNORDERED = new InsertManyOptions().ordered(false);

    private final MongoCollection<Document> jobs;
    private final Clock clock;
    private final Endings endings;
    private final Predicate<String> listens;

    /**
     * @param listens
     *            whether a tenant wants to be told of the ends of its jobs
     */
    JobIntake(MongoCollection<Document> jobs, Clock clock, Endings endings, Predicate<String> listens) {
        this.jobs = jobs;
        this.clock = clock;
        this.endings = endings;
        this.listens = listens;
    }

    /**
     * Records jobs in one write. A job whose id is there already is a repeat and is left as it is; of a job that stands
     * twice in the batch the first counts. A request too large for a document is recorded as failed.
     *
     * @return the ids of those that are not new and open: the repeats and the failed ones
     */
    public Set<JobId> record(List<NewJob> batch) {
        if (batch.isEmpty()) {
            return Set.of();
        }
        Instant now = clock.instant();
        Map<JobId, NewJob> distinct = LinkedHashMap.newLinkedHashMap(batch.size());
        batch.forEach(job -> distinct.putIfAbsent(job.submitted().id(), job));
        List<JobId> ids = new ArrayList<>(distinct.size());
        List<Document> documents = new ArrayList<>(distinct.size());
        Set<JobId> closed = new HashSet<>();
        distinct.forEach((id, job) -> {
            ids.add(id);
            Document document = document(job, now);
            if (document.getInteger(Fields.REQUEST_BYTES, 0) > MAX_REQUEST_BYTES) {
                closed.add(id);
                close(document, now);
            }
            documents.add(document);
        });
        closed.addAll(StoreCall.of(() -> insert(ids, documents)));
        return closed;
    }

    private Set<JobId> insert(List<JobId> ids, List<Document> documents) {
        try {
            jobs.insertMany(documents, UNORDERED);
            return Set.of();
        } catch (MongoBulkWriteException e) {
            if (e.getWriteConcernError() != null) {
                // written, but perhaps not for good
                throw e;
            }
            Set<JobId> repeats = new HashSet<>();
            for (BulkWriteError error : e.getWriteErrors()) {
                if (error.getCode() != DUPLICATE_KEY) {
                    throw e;
                }
                repeats.add(ids.get(error.getIndex()));
            }
            return repeats;
        }
    }

    private void close(Document document, Instant now) {
        if (document.remove(Fields.HOOK) != null) {
            document.append(Fields.TELL, true);
        }
        document.remove(Fields.REQUEST);
        document.remove(Fields.OPEN);
        document.putAll(
                endings.fields(endings.keep(document), JobState.FAILED, now, Failure.of(ErrorCode.REQUEST_TOO_LARGE,
                        "The request is larger than the " + MAX_REQUEST_BYTES + " bytes that can be recorded.")));
    }

    private Document document(NewJob job, Instant now) {
        Document document = JobDocuments.fromSubmitted(job.submitted()).append(Fields.OPEN, job.shard().toString())
                .append(Fields.PARTITION, job.shard().partition())
                .append(Fields.RECORDED_AT, JobDocuments.date(now));
        String request = job.submitted().request();
        if (TextSize.isLong(request)) {
            document.append(Fields.REQUEST_BYTES, LongAnswers.bytes(request));
        }
        if (!job.submitted().shadows()
                && (job.submitted().webhookUrl() != null || listens.test(job.submitted().tenant()))) {
            document.append(Fields.HOOK, true);
        }
        if (job.dispatched()) {
            document.append(Fields.STATE, JobState.DISPATCHED.wire()).append(Fields.EPOCH, 1)
                    .append(Fields.DISPATCHED_AT, JobDocuments.date(now));
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
