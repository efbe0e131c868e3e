package dev.longhaul.store.idempotency;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoWriteException;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.InsertManyOptions;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.store.Expiry;
import dev.longhaul.store.StoreCall;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.Document;

/** Idempotency keys of the last 24 hours: one insert decides who is first. Thread-safe. */
public final class IdempotencyStore {

    /** How long a key means the same job. */
    public static final Duration VALIDITY = Duration.ofHours(24);

    private static final String COLLECTION = "idempotency_keys";

    private final MongoCollection<Document> claims;
    private final Clock clock;

    public IdempotencyStore(MongoDatabase database, Clock clock) {
        this.claims = database.getCollection(COLLECTION);
        this.clock = clock;
    }

    /** Creates the index that lets MongoDB delete old keys. */
    public void createIndexes() {
        StoreCall.of(() -> claims.createIndexes(List.of(Expiry.index())));
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
                            .append("job", job.toString()).append(Expiry.FIELD, Date.from(now.plus(VALIDITY))));
                    return new Claim(job, true, true);
                } catch (MongoWriteException e) {
                    if (ErrorCategory.fromErrorCode(e.getCode()) != ErrorCategory.DUPLICATE_KEY) {
                        throw e;
                    }
                }
                Document holder = claims.find(Filters.eq("_id", id)).first();
                if (holder != null && holder.getDate(Expiry.FIELD).toInstant().isAfter(now)) {
                    return new Claim(JobId.parse(holder.getString("job")), false,
                            bodyHash.equals(holder.getString("bodyHash")));
                }
                // past its time, but not deleted yet: make way and try again
                claims.deleteOne(Filters.and(Filters.eq("_id", id), Filters.lte(Expiry.FIELD, Date.from(now))));
            }
        });
    }

    /**
     * Claims many keys in two round trips.
     *
     * @return the claims in the order of the requests; of two requests with the same key the first one claims it
     */
    public List<Claim> claimAll(List<ClaimRequest> requests) {
        if (requests.isEmpty()) {
            return List.of();
        }
        return StoreCall.of(() -> {
            Set<Integer> taken = insertAll(requests);
            Map<String, Document> holders = new HashMap<>();
            List<String> ids = taken.stream().map(index -> requests.get(index).id()).distinct().toList();
            if (!ids.isEmpty()) {
                claims.find(Filters.in("_id", ids)).batchSize(ids.size())
                        .forEach(document -> holders.put(document.getString("_id"), document));
            }
            Instant now = clock.instant();
            List<Claim> all = new ArrayList<>(requests.size());
            for (int i = 0; i < requests.size(); i++) {
                ClaimRequest request = requests.get(i);
                Document holder = holders.get(request.id());
                if (!taken.contains(i)) {
                    all.add(new Claim(request.job(), true, true));
                } else if (holder != null && holder.getDate(Expiry.FIELD).toInstant().isAfter(now)) {
                    all.add(new Claim(JobId.parse(holder.getString("job")), false,
                            request.bodyHash().equals(holder.getString("bodyHash"))));
                } else {
                    all.add(claim(request.id(), request.bodyHash(), request.job()));
                }
            }
            return all;
        });
    }

    private Set<Integer> insertAll(List<ClaimRequest> requests) {
        Date expireAt = Date.from(clock.instant().plus(VALIDITY));
        try {
            claims.insertMany(
                    requests.stream().map(request -> new Document("_id", request.id())
                            .append("bodyHash", request.bodyHash()).append("job", request.job().toString())
                            .append(Expiry.FIELD, expireAt)).toList(),
                    new InsertManyOptions().ordered(false));
            return Set.of();
        } catch (MongoBulkWriteException e) {
            Set<Integer> taken = new HashSet<>();
            for (BulkWriteError error : e.getWriteErrors()) {
                if (ErrorCategory.fromErrorCode(error.getCode()) != ErrorCategory.DUPLICATE_KEY) {
                    throw e;
                }
                taken.add(error.getIndex());
            }
            return taken;
        }
    }

    /**
     * Deletes some of the keys that are past their time.
     *
     * @return how many
     */
    public int sweep(int limit) {
        return Expiry.sweep(claims, clock.instant(), limit);
    }

    /** What {@link #claim} takes. */
    public record ClaimRequest(String id, String bodyHash, JobId job) {}

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
