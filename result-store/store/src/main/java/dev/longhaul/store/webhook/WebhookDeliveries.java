package dev.longhaul.store.webhook;

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
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import dev.longhaul.contract.webhook.EventType;
import dev.longhaul.store.Expiry;
import dev.longhaul.store.StoreCall;
import dev.longhaul.store.webhook.Delivery.Attempt;
import dev.longhaul.store.webhook.Delivery.State;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * The deliveries: one document for each event and recipient, which is its own log. A sender claims one for a while;
 * when it dies, the claim runs out. Thread-safe.
 */
public final class WebhookDeliveries {

    /** How long a delivery stays. */
    public static final Duration KEPT = Duration.ofDays(30);

    static final String COLLECTION = "webhook_deliveries";
    static final String ID = "_id";
    static final String TENANT = "tenant";
    private static final String EVENT = "event";
    private static final String TYPE = "type";
    private static final String ENDPOINT = "endpoint";
    private static final String URL = "url";
    private static final String QUEUE = "queue";
    private static final String ONCE = "once";
    private static final String STATE = "state";
    private static final String CREATED_AT = "createdAt";
    /** Absent when it is not to be tried. */
    private static final String DUE = "due";
    /** Who has claimed it. */
    private static final String CLAIM = "claim";
    /** True on what senders are to look at at once, until one has claimed it. */
    private static final String CALL = "call";
    static final String TRIES = "tries";
    private static final String ATTEMPTS = "attempts";
    /** The latest task that has asked for it again. */
    private static final String RECOVERY = "recovery";
    /** Of one that is given up: the fingerprint of its cause. Absent on all others. */
    static final String DEAD = "dead";
    static final String DEAD_AT = "deadAt";
    /** For a person. */
    static final String DEAD_WHY = "deadWhy";
    private static final int MOST_ATTEMPTS = 30;
    private static final Date EVER = Date.from(Instant.EPOCH);

    private final MongoCollection<Document> deliveries;
    private final Clock clock;

    public WebhookDeliveries(MongoDatabase database, Clock clock) {
        this.deliveries = database.getCollection(COLLECTION);
        this.clock = clock;
    }

    public void createIndexes() {
        StoreCall.of(() -> deliveries.createIndexes(List.of(
                new IndexModel(Indexes.ascending(QUEUE, DUE),
                        new IndexOptions().partialFilterExpression(Filters.exists(DUE))),
                new IndexModel(Indexes.ascending(TENANT, ENDPOINT, ID)),
                new IndexModel(Indexes.ascending(CALL), new IndexOptions().sparse(true)),
                new IndexModel(Indexes.ascending(RECOVERY), new IndexOptions().sparse(true)),
                new IndexModel(Indexes.ascending(DEAD, DEAD_AT), new IndexOptions().sparse(true)),
                Expiry.index())));
    }

    /** Records deliveries whose sender knows of them; those that are there already stay as they are. */
    public void record(Collection<Delivery> fresh) {
        Repeats.insert(deliveries, fresh.stream().map(this::write).toList());
    }

    /**
     * As {@link #record(Collection)}.
     *
     * @param until
     *            when a delivery's event goes at the latest
     */
    public void record(Collection<Delivery> fresh, Function<Delivery, Instant> until) {
        Repeats.insert(deliveries, fresh.stream().map(delivery -> {
            Document document = write(delivery);
            Times.limit(document, Expiry.FIELD, until.apply(delivery));
            return document;
        }).toList());
    }

    /** Records a delivery that any sender may take. */
    public void recordForAnyone(Delivery fresh) {
        Repeats.insert(deliveries, List.of(write(fresh).append(CALL, true)));
    }

    /** The queues that senders are called to. */
    public Set<String> called(int limit) {
        return StoreCall.of(() -> deliveries.find(Filters.eq(CALL, true)).projection(Projections.include(QUEUE))
                .limit(limit).map(document -> document.getString(QUEUE)).into(new LinkedHashSet<>()));
    }

    /** All queues that have something to be tried, now or later. */
    public Set<String> queues() {
        return StoreCall.of(() -> {
            Set<String> queues = new LinkedHashSet<>();
            String last = "";
            while (true) {
                Document next = deliveries.find(Filters.and(Filters.gt(QUEUE, last), Filters.gt(DUE, EVER)))
                        .sort(Sorts.ascending(QUEUE, DUE)).projection(Projections.include(QUEUE)).first();
                if (next == null) {
                    return queues;
                }
                last = next.getString(QUEUE);
                queues.add(last);
            }
        });
    }

    /** When the next one of a queue is to be tried; null when none is. */
    public @Nullable Instant nextDue(String queue) {
        return StoreCall.of(() -> {
            Document next = deliveries.find(Filters.and(Filters.eq(QUEUE, queue), Filters.gt(DUE, EVER)))
                    .sort(Sorts.ascending(QUEUE, DUE)).projection(Projections.include(DUE)).first();
            return next == null ? null : Times.instant(next, DUE);
        });
    }

    /**
     * Claims what is due of a queue, the longest due first.
     *
     * @param token
     *            unique to this call
     * @param lease
     *            after which another sender may claim it, when no end of it was recorded
     */
    public List<Delivery> claim(String queue, int limit, String token, Duration lease) {
        Instant now = clock.instant();
        return StoreCall.of(() -> {
            Bson due = Filters.and(Filters.eq(QUEUE, queue), Filters.lte(DUE, Date.from(now)));
            List<String> ids = deliveries.find(due).sort(Sorts.ascending(QUEUE, DUE)).limit(limit)
                    .projection(Projections.include(ID)).map(document -> document.getString(ID))
                    .into(new ArrayList<>());
            if (ids.isEmpty()) {
                return List.of();
            }
            deliveries.updateMany(Filters.and(Filters.in(ID, ids), Filters.lte(DUE, Date.from(now))),
                    Updates.combine(Updates.set(DUE, Date.from(now.plus(lease))), Updates.set(CLAIM, token),
                            Updates.unset(CALL)));
            return deliveries.find(Filters.and(Filters.in(ID, ids), Filters.eq(CLAIM, token)))
                    .map(WebhookDeliveries::read).into(new ArrayList<>());
        });
    }

    /**
     * Records how a claimed delivery ended.
     *
     * @param attempt
     *            null when it was not even tried
     */
    public void end(Delivery delivery, String token, State state, @Nullable Attempt attempt) {
        List<Bson> update = new ArrayList<>(List.of(Updates.set(STATE, state.wire()), Updates.unset(DUE)));
        if (state == State.FAILED && !delivery.once()) {
            update.add(Updates.set(DEAD, DeadDelivery.cause(delivery.queue(), attempt).fingerprint()));
            update.add(Updates.set(DEAD_AT, Times.date(clock.instant())));
            update.add(Updates.set(DEAD_WHY, DeadDelivery.why(attempt)));
        }
        finish(delivery, token, attempt, update);
    }

    /** Records a try of a claimed delivery that is to be followed by another. */
    public void again(Delivery delivery, String token, @Nullable Attempt attempt, Instant due) {
        finish(delivery, token, attempt, new ArrayList<>(List.of(Updates.set(DUE, Date.from(due)))));
    }

    private void finish(Delivery delivery, String token, @Nullable Attempt attempt, List<Bson> update) {
        update.add(Updates.unset(CLAIM));
        if (attempt != null) {
            update.add(Updates.inc(TRIES, 1));
            update.add(Updates.pushEach(ATTEMPTS, List.of(write(attempt)), new PushOptions().slice(-MOST_ATTEMPTS)));
        }
        StoreCall.of(() -> deliveries.updateOne(
                Filters.and(Filters.eq(ID, delivery.id()), Filters.eq(CLAIM, token)), Updates.combine(update)));
    }

    public Optional<Delivery> find(String tenant, String id) {
        return StoreCall.of(() -> Optional
                .ofNullable(deliveries.find(Filters.and(Filters.eq(ID, id), Filters.eq(TENANT, tenant))).first())
                .map(WebhookDeliveries::read));
    }

    /**
     * An endpoint's deliveries, the latest event first.
     *
     * @param state
     *            null for all
     * @param after
     *            the id before the first; null for the beginning
     */
    public List<Delivery> list(String tenant, String endpoint, @Nullable State state, @Nullable String after,
            int limit) {
        List<Bson> all = new ArrayList<>(List.of(Filters.eq(TENANT, tenant), Filters.eq(ENDPOINT, endpoint)));
        if (state != null) {
            all.add(Filters.eq(STATE, state.wire()));
        }
        if (after != null) {
            all.add(Filters.lt(ID, after));
        }
        return StoreCall.of(() -> deliveries.find(Filters.and(all))
                .sort(Sorts.orderBy(Sorts.ascending(TENANT, ENDPOINT), Sorts.descending(ID))).limit(limit)
                .map(WebhookDeliveries::read).into(new ArrayList<>()));
    }

    /** Has a delivery tried again from the beginning, whatever became of it. Empty when the tenant has none such. */
    public Optional<Delivery> redeliver(String tenant, String id) {
        return StoreCall.of(() -> {
            Bson own = Filters.and(Filters.eq(ID, id), Filters.eq(TENANT, tenant));
            Document found = deliveries.findOneAndUpdate(Filters.and(own, Filters.exists(CLAIM, false)), afresh(),
                    new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER));
            // one that is being tried right now needs no other try
            return Optional.ofNullable(found == null ? deliveries.find(own).first() : found)
                    .map(WebhookDeliveries::read);
        });
    }

    private Bson afresh() {
        return afresh(clock.instant());
    }

    /** What has a delivery tried again from the beginning. */
    static Bson afresh(Instant now) {
        return Updates.combine(Updates.set(STATE, State.PENDING.wire()), Updates.set(DUE, Times.date(now)),
                Updates.set(CALL, true), Updates.set(TRIES, 0), alive());
    }

    /** What takes a delivery off the dead letters. */
    static Bson alive() {
        return Updates.combine(Updates.unset(DEAD), Updates.unset(DEAD_AT), Updates.unset(DEAD_WHY));
    }

    /** Some of an endpoint's failed deliveries that a task has not asked for yet, from an id on, in order. */
    List<String> failed(Recovery task, String after, int limit) {
        return StoreCall.of(() -> deliveries
                .find(Filters.and(Filters.eq(TENANT, task.tenant()), Filters.eq(ENDPOINT, task.endpoint()),
                        Filters.gt(ID, after), Filters.lt(ID, firstId(task.createdAt().plusMillis(1))),
                        Filters.eq(STATE, State.FAILED.wire()), Filters.ne(RECOVERY, task.id())))
                .sort(Sorts.ascending(TENANT, ENDPOINT, ID)).limit(limit).projection(Projections.include(ID))
                .map(document -> document.getString(ID)).into(new ArrayList<>()));
    }

    /** Has failed deliveries tried again, each once for a task. */
    void recover(Recovery task, List<String> ids) {
        StoreCall.of(() -> deliveries.updateMany(
                Filters.and(Filters.in(ID, ids), Filters.eq(STATE, State.FAILED.wire()),
                        Filters.ne(RECOVERY, task.id())),
                Updates.combine(afresh(), Updates.set(RECOVERY, task.id()))));
    }

    /** How many a task has asked for. */
    long recovered(String task) {
        return StoreCall.of(() -> deliveries.countDocuments(Filters.eq(RECOVERY, task)));
    }

    /** How many of those have ended, or how. */
    long recovered(String task, State state) {
        return StoreCall.of(() -> deliveries
                .countDocuments(Filters.and(Filters.eq(RECOVERY, task), Filters.eq(STATE, state.wire()))));
    }

    /** What stands before the ids of all deliveries of events from this time on. */
    static String firstId(Instant time) {
        return Delivery.PREFIX + HexFormat.of().toHexDigits(time.toEpochMilli(), 12);
    }

    /** Deletes some of what is past its time; fewer than the limit: all is gone. */
    public int sweep(int limit) {
        return Expiry.sweep(deliveries, clock.instant(), limit);
    }

    private Document write(Delivery delivery) {
        Document document = new Document(ID, delivery.id()).append(TENANT, delivery.tenant())
                .append(EVENT, delivery.event()).append(TYPE, delivery.type().wire())
                .append(ENDPOINT, delivery.endpoint()).append(QUEUE, delivery.queue())
                .append(STATE, delivery.state().wire()).append(CREATED_AT, Times.date(delivery.createdAt()))
                .append(DUE, Times.date(delivery.due())).append(TRIES, delivery.tries())
                .append(Expiry.FIELD, Times.date(clock.instant().plus(KEPT)));
        if (delivery.url() != null) {
            document.append(URL, delivery.url());
        }
        return delivery.once() ? document.append(ONCE, true) : document;
    }

    private static Document write(Attempt attempt) {
        return new Document("at", Times.date(attempt.at())).append("millis", attempt.millis())
                .append("status", attempt.status()).append("error", attempt.error()).append("answer", attempt.answer());
    }

    static Delivery read(Document document) {
        return new Delivery(document.getString(ID), document.getString(TENANT), document.getString(EVENT),
                EventType.fromWire(document.getString(TYPE)).orElseThrow(), document.getString(ENDPOINT),
                document.getString(URL), document.getString(QUEUE), document.getBoolean(ONCE, false),
                State.valueOf(document.getString(STATE).toUpperCase(Locale.ROOT)),
                Times.required(document, CREATED_AT), Times.instant(document, DUE), document.getInteger(TRIES, 0),
                document.getList(ATTEMPTS, Document.class, List.of()).stream().map(WebhookDeliveries::readAttempt)
                        .toList());
    }

    private static Attempt readAttempt(Document document) {
        return new Attempt(Times.required(document, "at"), document.getLong("millis"), document.getInteger("status"),
                document.getString("error"), document.getString("answer"));
    }
}
