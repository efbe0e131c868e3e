package dev.longhaul.store.job;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Accumulators;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.CountOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.store.StoreCall;
import dev.longhaul.store.deadletter.Letter;
import dev.longhaul.store.deadletter.LetterFilter;
import dev.longhaul.store.deadletter.LetterGroup;
import dev.longhaul.store.deadletter.PastGeneration;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** The failed jobs that an administrator is to decide about. Thread-safe. */
public final class JobLetters {

    private static final int SCAN_BATCH = 1_000;
    private static final Bson WITHOUT_PAST = Projections.exclude(Fields.REQUEST, Fields.METADATA, Fields.RESPONSE,
            Fields.PAST);

    private final MongoCollection<Document> jobs;
    private final Clock clock;

    JobLetters(MongoCollection<Document> jobs, Clock clock) {
        this.jobs = jobs;
        this.clock = clock;
    }

    /** The largest groups, the largest first. */
    public List<LetterGroup> groups(LetterFilter filter, int limit) {
        Bson which = Filters.and(LetterFilters.of(filter));
        return StoreCall.of(() -> {
            List<LetterGroup> groups = new ArrayList<>();
            jobs.aggregate(List.of(Aggregates.match(which),
                    // as little as can be: an index has all of it
                    Aggregates.group("$" + Fields.DEAD_CAUSE, Accumulators.sum("count", 1L),
                            Accumulators.min("first", "$" + Fields.ENDED_AT),
                            Accumulators.max("last", "$" + Fields.ENDED_AT)),
                    Aggregates.sort(Sorts.orderBy(Sorts.descending("count"), Sorts.ascending(Fields.ID))),
                    Aggregates.limit(limit))).forEach(group -> {
                        String cause = group.getString(Fields.ID);
                        Document sample = jobs.find(Filters.and(which, Filters.eq(Fields.DEAD_CAUSE, cause)))
                                .projection(WITHOUT_PAST).first();
                        // the last of the group may have been replayed a moment ago
                        if (sample != null) {
                            groups.add(new LetterGroup(cause, group.get("count", Number.class).longValue(),
                                    JobDocuments.required(group, "first"), JobDocuments.required(group, "last"),
                                    letter(sample)));
                        }
                    });
            return groups;
        });
    }

    /**
     * Some of them, those that were submitted last first.
     *
     * @param after
     *            the last of the page before; null for the first page
     */
    public List<Letter> list(LetterFilter filter, @Nullable JobId after, int limit) {
        List<Bson> which = LetterFilters.of(filter);
        // the bound lets every server see that an index has them in this order
        which.add(after == null ? Filters.gt(Fields.ID, "") : Filters.lt(Fields.ID, after.toString()));
        return StoreCall.of(() -> jobs.find(Filters.and(which)).sort(Sorts.descending(Fields.ID)).limit(limit)
                .projection(WITHOUT_PAST).map(JobLetters::letter).into(new ArrayList<>()));
    }

    /** Hands all of them to the reader, in the order in which they were submitted. */
    public void scan(LetterFilter filter, Consumer<Letter> reader) {
        StoreCall.of(() -> {
            jobs.find(Filters.and(LetterFilters.of(filter))).sort(Sorts.ascending(Fields.ID)).projection(WITHOUT_PAST)
                    .batchSize(SCAN_BATCH).forEach(document -> reader.accept(letter(document)));
            return true;
        });
    }

    /** As {@link #scan}, whole. */
    public void export(LetterFilter filter, Consumer<JobRecord> reader) {
        StoreCall.of(() -> {
            jobs.find(Filters.and(LetterFilters.of(filter))).sort(Sorts.ascending(Fields.ID)).batchSize(SCAN_BATCH)
                    .forEach(document -> reader.accept(JobDocuments.toRecord(document)));
            return true;
        });
    }

    /** A dead letter; empty when the job is none. */
    public Optional<Letter> find(JobId id) {
        return StoreCall.of(() -> Optional.ofNullable(
                jobs.find(Filters.and(Filters.eq(Fields.ID, id.toString()), LetterFilters.DEAD))
                        .projection(WITHOUT_PAST).first())
                .map(JobLetters::letter));
    }

    /**
     * How many there are, without looking at more than so many.
     *
     * @param most
     *            at least 1
     */
    public long count(int most) {
        return StoreCall.of(() -> jobs.countDocuments(LetterFilters.DEAD, new CountOptions().limit(most)));
    }

    /** How a job failed before it was replayed, whatever became of it, the first time first. */
    public List<PastGeneration> past(JobId id) {
        return StoreCall.of(() -> {
            Document found = jobs.find(Filters.eq(Fields.ID, id.toString()))
                    .projection(Projections.include(Fields.PAST))
                    .first();
            return found == null
                    ? List.<PastGeneration>of()
                    : found.getList(Fields.PAST, Document.class, List.of()).stream().map(JobLetters::toPast).toList();
        });
    }

    /**
     * Takes all of them from the dead letters for good. The jobs stay failed.
     *
     * @param by
     *            who does it
     * @return how many
     */
    public long discard(LetterFilter filter, String by, String reason) {
        Document discarded = new Document("by", by).append("reason", reason).append("at",
                JobDocuments.date(clock.instant()));
        return StoreCall.of(() -> jobs.updateMany(Filters.and(LetterFilters.of(filter)),
                new Update().unset(Fields.DEAD).set(Fields.DISCARDED, discarded))
                .getModifiedCount());
    }

    private static Letter letter(Document document) {
        Document dead = document.get(Fields.DEAD, Document.class);
        return new Letter(JobDocuments.id(document), dead.getString("cause"), JobDocuments.generation(document),
                JobDocuments.required(document, Fields.ENDED_AT), document.getString(Fields.TENANT),
                document.getString(Fields.BATCH), document.getString(Fields.CUSTOM_ID),
                Lane.fromWire(document.getString(Fields.LANE)), document.getString(Fields.MODEL),
                dead.getString("provider"), document.getList(Fields.ATTEMPTS, Document.class, List.of()).size(),
                Objects.requireNonNull(JobDocuments.toFailure(document.get(Fields.FAILURE, Document.class))),
                JobDocuments.estimate(document));
    }

    /** What is left of a generation when the next one begins. */
    static Document fromPresent(Document document, @Nullable String request) {
        Document dead = document.get(Fields.DEAD, Document.class);
        Document past = new Document(Fields.GENERATION, JobDocuments.generation(document))
                .append(Fields.ENDED_AT, document.getDate(Fields.ENDED_AT)).append("cause", dead.getString("cause"))
                .append(Fields.LANE, document.getString(Fields.LANE))
                .append(Fields.MODEL, document.getString(Fields.MODEL))
                .append(Fields.FAILURE, document.get(Fields.FAILURE, Document.class));
        if (document.containsKey(Fields.REPLAY)) {
            past.append(Fields.REPLAY, document.getString(Fields.REPLAY));
        }
        if (dead.containsKey("provider")) {
            past.append("provider", dead.getString("provider"));
        }
        return request == null ? past : past.append(Fields.REQUEST, request);
    }

    private static PastGeneration toPast(Document past) {
        return new PastGeneration(past.getInteger(Fields.GENERATION, 1), past.getString(Fields.REPLAY),
                JobDocuments.required(past, Fields.ENDED_AT), past.getString("cause"), past.getString("provider"),
                Lane.fromWire(past.getString(Fields.LANE)), past.getString(Fields.MODEL),
                Objects.requireNonNull(JobDocuments.toFailure(past.get(Fields.FAILURE, Document.class))),
                past.getString(Fields.REQUEST));
    }
}
