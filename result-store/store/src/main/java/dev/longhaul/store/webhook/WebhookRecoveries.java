package dev.longhaul.store.webhook;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import dev.longhaul.store.Expiry;
import dev.longhaul.store.StoreCall;
import dev.longhaul.store.webhook.Delivery.State;
import dev.longhaul.store.webhook.Recovery.Count;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.bson.Document;

/**
 * Tasks that have failed deliveries tried again. A task is recorded before anything is done, and each delivery says
 * which task has asked for it: so a task that breaks off goes on, asks for none twice and counts right. Thread-safe.
 */
public final class WebhookRecoveries {

    private static final Duration KEPT = Duration.ofDays(30);
    private static final int AT_A_TIME = 500;
    private static final String ID = "_id";
    private static final String TENANT = "tenant";
    private static final String ENDPOINT = "endpoint";
    private static final String SINCE = "since";
    private static final String CREATED_AT = "createdAt";
    /** True until all have been asked for. */
    private static final String OPEN = "open";
    /** The last delivery that was looked at. */
    private static final String LAST = "last";

    private final MongoCollection<Document> tasks;
    private final WebhookDeliveries deliveries;
    private final Clock clock;
    private final RandomGenerator random;

    public WebhookRecoveries(MongoDatabase database, WebhookDeliveries deliveries, Clock clock,
            RandomGenerator random) {
        this.tasks = database.getCollection("webhook_recoveries");
        this.deliveries = deliveries;
        this.clock = clock;
        this.random = random;
    }

    public void createIndexes() {
        StoreCall.of(() -> tasks.createIndexes(List.of(
                new IndexModel(Indexes.ascending(OPEN), new IndexOptions().sparse(true)),
                new IndexModel(Indexes.ascending(TENANT, ENDPOINT, ID)),
                Expiry.index())));
    }

    /** Begins a task. */
    public Recovery create(String tenant, String endpoint, Instant since) {
        Instant now = clock.instant();
        String id = "rcv_" + HexFormat.of().toHexDigits(now.toEpochMilli(), 12)
                + HexFormat.of().toHexDigits(random.nextLong());
        StoreCall.of(() -> tasks.insertOne(new Document(ID, id).append(TENANT, tenant).append(ENDPOINT, endpoint)
                .append(SINCE, Times.date(since)).append(CREATED_AT, Times.date(now)).append(OPEN, true)
                .append(Expiry.FIELD, Times.date(now.plus(KEPT)))));
        return new Recovery(id, tenant, endpoint, since, now, false);
    }

    public Optional<Recovery> find(String tenant, String id) {
        return StoreCall.of(() -> Optional
                .ofNullable(tasks.find(Filters.and(Filters.eq(ID, id), Filters.eq(TENANT, tenant))).first())
                .map(WebhookRecoveries::read));
    }

    public Count count(Recovery task) {
        return new Count(deliveries.recovered(task.id()), deliveries.recovered(task.id(), State.DELIVERED),
                deliveries.recovered(task.id(), State.FAILED));
    }

    /** Deletes some that are past their time; fewer than the limit: all are gone. */
    public int sweep(int limit) {
        return Expiry.sweep(tasks, clock.instant(), limit);
    }

    /** Takes each open task some deliveries further; true when there is more to do. */
    public boolean step() {
        List<Document> open = StoreCall.of(() -> tasks.find(Filters.eq(OPEN, true)).sort(Sorts.ascending(ID))
                .into(new ArrayList<>()));
        open.forEach(this::step);
        return !open.isEmpty();
    }

    private void step(Document document) {
        Recovery task = read(document);
        String last = document.getString(LAST);
        List<String> failed = deliveries.failed(task,
                last == null ? WebhookDeliveries.firstId(task.since()) : last, AT_A_TIME);
        if (!failed.isEmpty()) {
            deliveries.recover(task, failed);
        }
        StoreCall.of(() -> tasks.updateOne(Filters.eq(ID, task.id()),
                failed.size() == AT_A_TIME ? Updates.set(LAST, failed.getLast()) : Updates.unset(OPEN)));
    }

    private static Recovery read(Document document) {
        return new Recovery(document.getString(ID), document.getString(TENANT), document.getString(ENDPOINT),
                Times.required(document, SINCE), Times.required(document, CREATED_AT), !document.containsKey(OPEN));
    }
}
