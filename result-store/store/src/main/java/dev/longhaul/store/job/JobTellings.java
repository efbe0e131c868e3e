package dev.longhaul.store.job;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.UpdateOneModel;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.store.StoreCall;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * The ends that are to be told. That there is something to tell is written by the update that ends a job; whoever tells
 * it marks it as told only after the deliveries are recorded. Thread-safe.
 */
public final class JobTellings {

    private static final BulkWriteOptions UNORDERED = new BulkWriteOptions().ordered(false);
    private static final Bson TOLD = Projections.include(Fields.ID, Fields.TENANT, Fields.STATE, Fields.ENDED_AT,
            Fields.BATCH, Fields.CUSTOM_ID, Fields.MODEL, Fields.WEBHOOK_URL, Fields.FAILURE, Fields.EXPIRE_AT);

    private static final Bson TELLING = new Update().rename(Fields.TELL, Fields.HOOK);
    private static final List<String> ENDS = Arrays.stream(JobState.values()).filter(JobState::isTerminal)
            .map(JobState::wire).toList();

    private final MongoCollection<Document> jobs;

    JobTellings(MongoCollection<Document> jobs) {
        this.jobs = jobs;
    }

    /** Some of the jobs whose end nobody has told yet. */
    public List<EndedJob> untold(int limit) {
        // one that was taken up again before it was told has no end any more
        return StoreCall.of(() -> jobs.find(Filters.and(Filters.eq(Fields.TELL, true), Filters.in(Fields.STATE, ENDS)))
                .projection(TOLD).limit(limit).batchSize(limit).map(JobTellings::read).into(new ArrayList<>()));
    }

    private static EndedJob read(Document document) {
        Document failure = document.get(Fields.FAILURE, Document.class);
        return new EndedJob(JobDocuments.id(document), document.getString(Fields.TENANT), JobDocuments.state(document),
                Objects.requireNonNull(document.getDate(Fields.ENDED_AT)).toInstant(),
                document.getString(Fields.MODEL), document.getString(Fields.BATCH),
                document.getString(Fields.CUSTOM_ID), document.getString(Fields.WEBHOOK_URL),
                failure == null ? null : failure.getString("code"),
                JobDocuments.required(document, Fields.EXPIRE_AT));
    }

    /** Notes that these ends are told; one that has ended anew in the meantime is still to be told. */
    public void told(List<EndedJob> ended) {
        if (ended.isEmpty()) {
            return;
        }
        List<UpdateOneModel<Document>> writes = ended.stream()
                .map(job -> new UpdateOneModel<Document>(
                        new Document(Fields.ID, job.id().toString()).append(Fields.TELL, true).append(Fields.ENDED_AT,
                                JobDocuments.date(job.at())),
                        TELLING))
                .toList();
        StoreCall.of(() -> jobs.bulkWrite(writes, UNORDERED));
    }

    /**
     * A job that has ended.
     *
     * @param at
     *            when
     * @param webhookUrl
     *            where its caller wants to be told, beside the tenant's endpoints
     * @param code
     *            for failed: the error code
     * @param until
     *            when the job goes
     */
    public record EndedJob(JobId id, String tenant, JobState state, Instant at, String model, @Nullable String batch,
            @Nullable String customId, @Nullable String webhookUrl, @Nullable String code, Instant until) {}
}
