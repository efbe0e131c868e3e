package dev.longhaul.store.order;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.PushOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Updates;
import dev.longhaul.store.StoreCall;
import dev.longhaul.store.order.StandingOrder.Reprioritised;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Standing orders about sets of jobs. One document a set holds what is in force and the latest orders, so that nothing
 * is ordered without a word of who did it. Thread-safe.
 */
public final class OrderStore {

    private static final String COLLECTION = "orders";
    private static final String ID = "_id";
    private static final String TENANT = "tenant";
    private static final String BATCH = "batch";
    private static final String PAUSED = "paused";
    private static final String CANCELLED_UP_TO = "cancelledUpTo";
    private static final String PRIORITY = "priority";
    private static final String PRIORITY_UP_TO = "priorityUpTo";
    private static final String REVISION = "revision";
    private static final String CHANGED_AT = "changedAt";
    private static final String HISTORY = "history";
    private static final String EXPIRE_AT = "expireAt";
    /** Kept of each set. */
    private static final int LONGEST_HISTORY = 100;
    /** How long an order about a batch that is not paused is kept: all that it is about has ended by then. */
    private static final Duration KEEP = Duration.ofDays(30);
    private static final FindOneAndUpdateOptions UPSERT = new FindOneAndUpdateOptions().upsert(true)
            .returnDocument(ReturnDocument.AFTER).projection(Projections.exclude(HISTORY));

    private final MongoCollection<Document> orders;
    private final Clock clock;

    public OrderStore(MongoDatabase database, Clock clock) {
        this.orders = database.getCollection(COLLECTION);
        this.clock = clock;
    }

    /** Creates the indexes that dispatchers find changes by, and that let MongoDB delete old orders. */
    public void createIndexes() {
        StoreCall.of(() -> orders.createIndexes(List.of(new IndexModel(Indexes.ascending(CHANGED_AT)),
                new IndexModel(Indexes.ascending(EXPIRE_AT), new IndexOptions().expireAfter(0L, TimeUnit.SECONDS)))));
    }

    /** Lets none of the jobs start, also none that comes later. */
    public StandingOrder pause(JobSet jobs, Signature by) {
        return order(jobs, Action.PAUSE, by, null, Updates.set(PAUSED, true));
    }

    /** Ends a pause. */
    public StandingOrder resume(JobSet jobs, Signature by) {
        return order(jobs, Action.RESUME, by, null, Updates.set(PAUSED, false));
    }

    /** Orders that all of the jobs that have been submitted by now are to end. */
    public StandingOrder cancel(JobSet jobs, Signature by) {
        return order(jobs, Action.CANCEL, by, null, Updates.max(CANCELLED_UP_TO, Date.from(clock.instant())));
    }

    /**
     * Gives those of the jobs that wait now another priority.
     *
     * @param priority
     *            0 to 9
     */
    public StandingOrder reprioritise(JobSet jobs, int priority, Signature by) {
        return order(jobs, Action.REPRIORITISE, by, priority, Updates.combine(Updates.set(PRIORITY, priority),
                Updates.max(PRIORITY_UP_TO, Date.from(clock.instant()))));
    }

    /** Those of the sets that are paused by themselves. */
    public Set<JobSet> paused(Collection<JobSet> sets) {
        if (sets.isEmpty()) {
            return Set.of();
        }
        return StoreCall.of(() -> orders
                .find(Filters.and(Filters.in(ID, sets.stream().map(OrderStore::id).toList()), Filters.eq(PAUSED, true)))
                .map(OrderStore::jobs).into(new HashSet<>()));
    }

    /** Orders that were given at this time or later, each as it stands now. */
    public List<StandingOrder> changedSince(Instant time) {
        return StoreCall.of(() -> orders.find(Filters.gte(CHANGED_AT, Date.from(time)))
                .projection(Projections.exclude(HISTORY)).map(OrderStore::read).into(new ArrayList<>()));
    }

    /** The latest orders about a set, the latest first. */
    public List<GivenOrder> history(JobSet jobs) {
        return StoreCall.of(() -> {
            Document found = orders.find(Filters.eq(ID, id(jobs))).projection(Projections.include(HISTORY)).first();
            return found == null
                    ? List.<GivenOrder>of()
                    : found.getList(HISTORY, Document.class).reversed().stream().map(OrderStore::readGiven).toList();
        });
    }

    private StandingOrder order(JobSet jobs, Action action, Signature by, @Nullable Integer priority, Bson change) {
        Instant now = clock.instant();
        Document given = new Document("action", action.wire()).append("at", Date.from(now)).append("by", by.name())
                .append("reason", by.reason()).append(PRIORITY, priority);
        boolean expires = jobs.batch() != null && action != Action.PAUSE;
        Bson update = Updates.combine(change, Updates.set(TENANT, jobs.tenant()),
                jobs.batch() == null ? Updates.unset(BATCH) : Updates.set(BATCH, jobs.batch()),
                expires ? Updates.set(EXPIRE_AT, Date.from(now.plus(KEEP))) : Updates.unset(EXPIRE_AT),
                Updates.inc(REVISION, 1L), Updates.set(CHANGED_AT, Date.from(now)),
                Updates.pushEach(HISTORY, List.of(given), new PushOptions().slice(-LONGEST_HISTORY)));
        return StoreCall.of(() -> {
            while (true) {
                try {
                    return read(Objects.requireNonNull(
                            orders.findOneAndUpdate(Filters.eq(ID, id(jobs)), update, UPSERT)));
                } catch (MongoWriteException | MongoCommandException e) {
                    // two first orders at the same time: the second finds the document now
                    if (!isDuplicate(e)) {
                        throw e;
                    }
                }
            }
        });
    }

    private static boolean isDuplicate(MongoException e) {
        return ErrorCategory.fromErrorCode(e.getCode()) == ErrorCategory.DUPLICATE_KEY;
    }

    /** No tenant's name has a slash. */
    private static String id(JobSet jobs) {
        return jobs.batch() == null ? jobs.tenant() : jobs.tenant() + "/" + jobs.batch();
    }

    private static JobSet jobs(Document document) {
        return new JobSet(document.getString(TENANT), document.getString(BATCH));
    }

    private static StandingOrder read(Document document) {
        Date cancelled = document.getDate(CANCELLED_UP_TO);
        Date upTo = document.getDate(PRIORITY_UP_TO);
        return new StandingOrder(jobs(document), document.getBoolean(PAUSED, false),
                cancelled == null ? null : cancelled.toInstant(),
                upTo == null ? null : new Reprioritised(document.getInteger(PRIORITY, 0), upTo.toInstant()),
                document.getLong(REVISION), document.getDate(CHANGED_AT).toInstant());
    }

    private static GivenOrder readGiven(Document document) {
        return new GivenOrder(Action.valueOf(document.getString("action").toUpperCase(Locale.ROOT)),
                document.getInteger(PRIORITY), document.getDate("at").toInstant(), document.getString("by"),
                document.getString("reason"));
    }

    /** What can be ordered. */
    public enum Action {
        PAUSE, RESUME, CANCEL, REPRIORITISE;

        /** As it stands in documents and in the API: lower case. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Who orders something.
     *
     * @param name
     *            of the key that was used
     * @param reason
     *            for whoever asks later; an owner need not give one
     */
    public record Signature(String name, @Nullable String reason) {}

    /**
     * An order that was given.
     *
     * @param priority
     *            the new one, of a change of priority
     */
    public record GivenOrder(Action action, @Nullable Integer priority, Instant at, String by,
            @Nullable String reason) {}
}
