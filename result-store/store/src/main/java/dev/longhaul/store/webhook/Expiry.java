package dev.longhaul.store.webhook;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import dev.longhaul.store.StoreCall;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;

/** Deletes what is past its time, for servers that have TTL indexes but do not act on them. */
final class Expiry {

    static final String FIELD = "expireAt";

    private Expiry() {}

    static int sweep(MongoCollection<Document> collection, Instant now, int limit) {
        Bson past = Filters.lte(FIELD, Date.from(now));
        return StoreCall.of(() -> {
            List<String> due = collection.find(past).projection(Projections.include("_id")).limit(limit)
                    .map(document -> document.getString("_id")).into(new ArrayList<>());
            return due.isEmpty()
                    ? 0
                    : (int) collection.deleteMany(Filters.and(Filters.in("_id", due), past)).getDeletedCount();
        });
    }
}
