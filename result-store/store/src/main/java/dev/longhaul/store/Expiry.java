package dev.longhaul.store;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * The end of a document's time: MongoDB deletes by the index, and a sweep does where a server has TTL indexes but does
 * not act on them. Where MongoDB's own deletion runs, a sweep finds nothing.
 */
public final class Expiry {

    /** When the document goes. */
    public static final String FIELD = "expireAt";

    private Expiry() {}

    /** By which MongoDB deletes. */
    public static IndexModel index() {
        return new IndexModel(Indexes.ascending(FIELD), new IndexOptions().expireAfter(0L, TimeUnit.SECONDS));
    }

    /**
     * Deletes some of what is past its time.
     *
     * @param limit
     *            how many at most
     * @return how many were deleted; fewer than the limit: all is gone
     */
    public static int sweep(MongoCollection<Document> collection, Instant now, int limit) {
        Bson past = Filters.lte(FIELD, Date.from(now));
        return StoreCall.of(() -> {
            List<String> due = collection.find(past).projection(Projections.include("_id")).limit(limit)
                    .map(document -> document.getString("_id")).into(new ArrayList<>());
            // one may have got more time since the look: a key that was claimed anew, a job that was replayed
            return due.isEmpty()
                    ? 0
                    : (int) collection.deleteMany(Filters.and(Filters.in("_id", due), past)).getDeletedCount();
        });
    }
}
