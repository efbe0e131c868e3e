package dev.longhaul.store.webhook;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import dev.longhaul.contract.webhook.EventType;
import dev.longhaul.store.Expiry;
import dev.longhaul.store.StoreCall;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** What tenants are told of, in the order in which it was recorded. Thread-safe. */
public final class WebhookEvents {

    /** How long an event can be read. */
    public static final Duration KEPT = Duration.ofDays(30);
    /** What is younger is not listed: something that stands before it may still be on its way to the record. */
    public static final Duration SETTLED = Duration.ofSeconds(2);

    private static final String ID = "_id";
    private static final String TENANT = "tenant";
    private static final String TYPE = "type";
    private static final String AT = "at";
    private static final String DATA = "data";
    /** The time of recording and the id: the order of the list. */
    private static final String PLACE = "place";
    /** True on what others than the teller have recorded, until it is told. */
    private static final String TELL = "tell";

    private final MongoCollection<Document> events;
    private final Clock clock;

    public WebhookEvents(MongoDatabase database, Clock clock) {
        this.events = database.getCollection("webhook_events");
        this.clock = clock;
    }

    public void createIndexes() {
        StoreCall.of(() -> events.createIndexes(
                List.of(new IndexModel(Indexes.ascending(TENANT, PLACE)),
                        new IndexModel(Indexes.ascending(TELL), new IndexOptions().sparse(true)),
                        Expiry.index())));
    }

    /** Records events that are told at once; those that are there already stay as they are. */
    public void record(Collection<WebhookEvent> told) {
        insert(told.stream().map(this::write).toList());
    }

    /**
     * As {@link #record(Collection)}.
     *
     * @param until
     *            when what an event is about goes: the event does not outlive it
     */
    public void record(Collection<WebhookEvent> told, Function<WebhookEvent, Instant> until) {
        insert(told.stream().map(event -> {
            Document document = write(event);
            Times.limit(document, Expiry.FIELD, until.apply(event));
            return document;
        }).toList());
    }

    /** Records an event that is still to be told. */
    public void recordUntold(WebhookEvent event) {
        insert(List.of(write(event).append(TELL, true)));
    }

    private void insert(List<Document> documents) {
        Repeats.insert(events, documents);
    }

    /** Some of the events that are still to be told. */
    public List<WebhookEvent> untold(int limit) {
        return StoreCall.of(() -> events.find(Filters.eq(TELL, true)).limit(limit).map(WebhookEvents::read)
                .into(new ArrayList<>()));
    }

    public void told(Collection<WebhookEvent> told) {
        List<String> ids = told.stream().map(WebhookEvent::id).toList();
        StoreCall.of(() -> events.updateMany(Filters.in(ID, ids), Updates.unset(TELL)));
    }

    public List<WebhookEvent> find(Collection<String> ids) {
        return StoreCall
                .of(() -> events.find(Filters.in(ID, ids)).map(WebhookEvents::read).into(new ArrayList<>()));
    }

    /**
     * A tenant's events in order.
     *
     * @param after
     *            the event before the first; null for the earliest that is kept
     * @return empty when there is no such event of this tenant, perhaps no more
     */
    public Optional<List<WebhookEvent>> list(String tenant, @Nullable String after, int limit) {
        return StoreCall.of(() -> {
            String from = "";
            if (after != null) {
                Document before = events.find(Filters.and(Filters.eq(ID, after), Filters.eq(TENANT, tenant))).first();
                if (before == null) {
                    return Optional.<List<WebhookEvent>>empty();
                }
                from = before.getString(PLACE);
            }
            Bson page = Filters.and(Filters.eq(TENANT, tenant), Filters.gt(PLACE, from),
                    Filters.lt(PLACE, time(clock.instant().minus(SETTLED))));
            List<WebhookEvent> found = new ArrayList<>();
            events.find(page).sort(Sorts.ascending(TENANT, PLACE)).limit(limit)
                    .forEach(document -> found.add(read(document)));
            return Optional.of(found);
        });
    }

    /** Deletes some of what is past its time; fewer than the limit: all is gone. */
    public int sweep(int limit) {
        return Expiry.sweep(events, clock.instant(), limit);
    }

    private static String time(Instant at) {
        return HexFormat.of().toHexDigits(at.toEpochMilli(), 12);
    }

    private Document write(WebhookEvent event) {
        Instant now = clock.instant();
        return new Document(ID, event.id()).append(TENANT, event.tenant()).append(TYPE, event.type().wire())
                .append(AT, Times.date(event.at())).append(DATA, new Document(event.data()))
                .append(PLACE, time(now) + event.id()).append(Expiry.FIELD, Times.date(now.plus(KEPT)));
    }

    private static WebhookEvent read(Document document) {
        Map<String, Object> data = new LinkedHashMap<>(Objects.requireNonNull(document.get(DATA, Document.class)));
        return new WebhookEvent(document.getString(ID), document.getString(TENANT),
                EventType.fromWire(document.getString(TYPE)).orElseThrow(), Times.required(document, AT), data);
    }
}
