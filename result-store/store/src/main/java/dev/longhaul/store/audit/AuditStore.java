package dev.longhaul.store.audit;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import dev.longhaul.store.StoreCall;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** What administrators did. Entries are added and never changed, and they are kept. Thread-safe. */
public final class AuditStore {

    private static final String COLLECTION = "audit";
    private static final String ID = "_id";
    private static final String PREFIX = "aud_";

    private final MongoCollection<Document> entries;
    private final Clock clock;

    public AuditStore(MongoDatabase database, Clock clock) {
        this.entries = database.getCollection(COLLECTION);
        this.clock = clock;
    }

    /**
     * Adds an entry: before what it tells of is done, so that nothing is done without a word.
     *
     * @param before
     *            values are text, numbers and truth values
     * @param after
     *            as before
     */
    public void add(String by, String action, String target, String reason, Map<String, Object> before,
            Map<String, Object> after) {
        // ids are in the order of time, to the second
        Document entry = new Document(ID, PREFIX + new ObjectId(Date.from(clock.instant())).toHexString())
                .append("at", Date.from(clock.instant())).append("by", by).append("action", action)
                .append("target", target).append("reason", reason).append("before", new Document(before))
                .append("after", new Document(after));
        StoreCall.of(() -> entries.insertOne(entry));
    }

    /**
     * Some of the entries, the latest first.
     *
     * @param after
     *            the id of the last of the page before; null for the first page
     */
    public List<AuditEntry> list(@Nullable String after, int limit) {
        return StoreCall.of(() -> entries.find(after == null ? Filters.empty() : Filters.lt(ID, after))
                .sort(Sorts.descending(ID)).limit(limit).map(AuditStore::read).into(new ArrayList<>()));
    }

    private static AuditEntry read(Document entry) {
        return new AuditEntry(entry.getString(ID), entry.getDate("at").toInstant(), entry.getString("by"),
                entry.getString("action"), entry.getString("target"), entry.getString("reason"),
                entry.get("before", Document.class), entry.get("after", Document.class));
    }
}
