package dev.longhaul.store.idempotency;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.store.StoreCall;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.bson.conversions.Bson;

/** Idempotency keys of the last 24 hours: one insert decides who is first. Thread-safe. */
public final class IdempotencyStore {

    /** How long a key means the same job. */
    public static final Duration VALIDITY = Duration.ofHours(24);

    private static final String COLLECTION = "idempotency_keys";
    private static final String EXPIRE_AT = "expireAt";

    private final MongoCollection<Document> claims;
    private final Clock clock;

    public IdempotencyStore(MongoDatabase database, Clock clock) {
        this.claims = database.getCollection(COLLECTION);
        this.clock = clock;
    }

    /** Creates the index that lets MongoDB delete old keys. */
    public void createIndexes() {
        StoreCall.of(() -> claims.createIndex(Indexes.ascending(EXPIRE_AT),
                new IndexOptions().expireAfter(0L, TimeUnit.SECONDS)));
    }

    /**
     * Claims a key for a job, or tells which job has it.
     *
     * @param id
     *            what names the key: tenant and a hash of the key
     * @param bodyHash
     *            hash of the request
     * @param job
     *            the id that the job gets if the key is free
     */
    public Claim claim(String id, String bodyHash, JobId job) {
        return StoreCall.of(() -> {
            while (true) {
                Instant now = clock.instant();
                try {
                    claims.insertOne(new Document("_id", id).append("bodyHash", bodyHash)
                            .append("job", job.toString()).append(EXPIRE_AT, Date.from(now.plus(VALIDITY))));
                    return new Claim(job, true, true);
                } catch (MongoWriteException e) {
                    if (ErrorCategory.fromErrorCode(e.getCode()) != ErrorCategory.DUPLICATE_KEY) {
                        throw e;
                    }
                }
                Document holder = claims.find(Filters.eq("_id", id)).first();
                if (holder != null && holder.getDate(EXPIRE_AT).toInstant().isAfter(now)) {
                    return new Claim(JobId.parse(holder.getString("job")), false,
                            bodyHash.equals(holder.getString("bodyHash")));
                }
                // past its time, but not deleted yet: make way and try again
                claims.deleteOne(Filters.and(Filters.eq("_id", id), Filters.lte(EXPIRE_AT, Date.from(now))));
            }
        });
    }

    /**
     * Deletes some of the keys that are past their time.
     *
     * @return how many
     */
    public int sweep(int limit) {
        return StoreCall.of(() -> {
            Bson past = Filters.lte(EXPIRE_AT, Date.from(clock.instant()));
            List<String> due = claims.find(past).limit(limit)
                    .map(document -> document.getString("_id")).into(new ArrayList<>());
            // a key may have been claimed anew since the look
            return due.isEmpty()
                    ? 0
                    : (int) claims.deleteMany(Filters.and(Filters.in("_id", due), past)).getDeletedCount();
        });
    }

    /**
     * Who has a key.
     *
     * @param job
     *            the job that it means
     * @param first
     *            whether this call claimed it
     * @param sameBody
     *            whether the request is the one that claimed it
     */
    public record Claim(JobId job, boolean first, boolean sameBody) {}
}
