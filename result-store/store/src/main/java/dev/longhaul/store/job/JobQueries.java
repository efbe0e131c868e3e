package dev.longhaul.store.job;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.store.StoreCall;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** Reads jobs. Thread-safe. */
public final class JobQueries {

    private static final Bson WITHOUT_REQUEST = Projections.exclude(Fields.REQUEST);
    private static final Bson WITHOUT_BODIES = Projections.exclude(Fields.REQUEST, Fields.RESPONSE, Fields.ANSWER);
    private static final Bson STANDING = Projections.include(Fields.STATE, Fields.EPOCH);

    private final MongoCollection<Document> jobs;

    JobQueries(MongoCollection<Document> jobs) {
        this.jobs = jobs;
    }

    public Optional<JobRecord> find(JobId id) {
        return StoreCall.of(() -> Optional.ofNullable(jobs.find(Filters.eq(Fields.ID, id.toString())).first())
                .map(JobDocuments::toRecord));
    }

    /** Those of the ids that are recorded, in no order. */
    public List<JobRecord> find(Collection<JobId> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        return StoreCall.of(() -> jobs.find(Filters.in(Fields.ID, ids.stream().map(JobId::toString).toList()))
                .batchSize(ids.size()).map(JobDocuments::toRecord).into(new ArrayList<>()));
    }

    /** As {@link #find(JobId)}, with {@code {}} for its request, which nobody reads then. */
    public Optional<JobRecord> findAnswer(JobId id) {
        return findAnswers(List.of(id)).stream().findFirst();
    }

    /** As {@link #find(Collection)}, with {@code {}} for their requests. */
    public List<JobRecord> findAnswers(Collection<JobId> ids) {
        return findAnswers(ids, Long.MAX_VALUE);
    }

    /**
     * As the other, and no more when those that it has found have so long answers together.
     *
     * @param mostChars
     *            of answers that are not kept in parts; one more answer may come on top
     */
    public List<JobRecord> findAnswers(Collection<JobId> ids, long mostChars) {
        if (ids.isEmpty()) {
            return List.of();
        }
        return StoreCall.of(() -> {
            try (MongoCursor<Document> documents = jobs
                    .find(Filters.in(Fields.ID, ids.stream().map(JobId::toString).toList())).projection(WITHOUT_REQUEST)
                    .batchSize(ids.size()).cursor()) {
                return read(documents, ids.size(), mostChars);
            }
        });
    }

    /** How those of the ids that are recorded stand, in no order. */
    public List<Standing> standings(Collection<JobId> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        return StoreCall.of(() -> jobs.find(Filters.in(Fields.ID, ids.stream().map(JobId::toString).toList()))
                .projection(STANDING).batchSize(ids.size()).map(document -> new Standing(JobDocuments.id(document),
                        JobDocuments.state(document), document.getInteger(Fields.EPOCH, 0)))
                .into(new ArrayList<>()));
    }

    /**
     * A tenant's jobs in order of submission, with {@code {}} for their requests and without their responses unless
     * asked for.
     *
     * @param limit
     *            jobs in the page at most
     * @param mostChars
     *            a page ends, too, when its answers that are not kept in parts have so many together; one more may come
     *            on top
     */
    public JobPage list(JobFilter filter, int limit, boolean withResponses, long mostChars) {
        List<Bson> all = new ArrayList<>(List.of(Filters.eq(Fields.TENANT, filter.tenant()),
                Filters.exists(Fields.DELETED_AT, false)));
        if (filter.state() != null) {
            all.add(Filters.eq(Fields.STATE, filter.state().wire()));
        }
        if (filter.lane() != null) {
            all.add(Filters.eq(Fields.LANE, filter.lane().wire()));
        }
        if (filter.model() != null) {
            all.add(Filters.eq(Fields.MODEL, filter.model()));
        }
        if (filter.customId() != null) {
            all.add(Filters.eq(Fields.CUSTOM_ID, filter.customId()));
        }
        if (filter.batch() != null) {
            all.add(Filters.eq(Fields.BATCH, filter.batch()));
        }
        if (filter.submittedFrom() != null) {
            all.add(Filters.gte(Fields.SUBMITTED_AT, Date.from(filter.submittedFrom())));
        }
        if (filter.submittedBefore() != null) {
            all.add(Filters.lt(Fields.SUBMITTED_AT, Date.from(filter.submittedBefore())));
        }
        if (filter.after() != null) {
            String after = filter.after().toString();
            all.add(filter.newestFirst() ? Filters.lt(Fields.ID, after) : Filters.gt(Fields.ID, after));
        }
        Bson order = filter.newestFirst() ? Sorts.descending(Fields.ID) : Sorts.ascending(Fields.ID);
        return StoreCall.of(() -> {
            // one more than the page: whether there is one tells that another page follows
            try (MongoCursor<Document> documents = jobs.find(Filters.and(all)).sort(order).limit(limit + 1)
                    .batchSize(limit + 1).projection(withResponses ? WITHOUT_REQUEST : WITHOUT_BODIES).cursor()) {
                List<JobRecord> page = read(documents, limit, mostChars);
                return new JobPage(page, documents.hasNext());
            }
        });
    }

    /** Up to so many, and no more when those that it has read have so long answers together. */
    private static List<JobRecord> read(MongoCursor<Document> documents, int most, long mostChars) {
        List<JobRecord> read = new ArrayList<>();
        long chars = 0;
        while (read.size() < most && chars < mostChars && documents.hasNext()) {
            JobRecord job = JobDocuments.toRecord(documents.next());
            read.add(job);
            JobRecord.Ending ending = job.ending();
            chars += ending == null || ending.response() == null ? 0 : ending.response().length();
        }
        return read;
    }

    /**
     * A part of a list.
     *
     * @param hasMore
     *            whether there are more behind the last of these
     */
    public record JobPage(List<JobRecord> jobs, boolean hasMore) {}

    /**
     * Where a job is, and nothing else of it.
     *
     * @param epoch
     *            dispatches so far
     */
    public record Standing(JobId id, JobState state, int epoch) {}

    /**
     * Which jobs to list.
     *
     * @param submittedFrom
     *            inclusive
     * @param submittedBefore
     *            exclusive
     * @param after
     *            the last job of the page before
     */
    public record JobFilter(String tenant, @Nullable JobState state, @Nullable Lane lane, @Nullable String model,
            @Nullable String customId, @Nullable String batch, @Nullable Instant submittedFrom,
            @Nullable Instant submittedBefore,
            @Nullable JobId after, boolean newestFirst) {}
}
