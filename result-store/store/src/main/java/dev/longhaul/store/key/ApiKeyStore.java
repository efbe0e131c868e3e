package dev.longhaul.store.key;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import dev.longhaul.store.StoreCall;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** API keys by their hash; the keys themselves are nowhere. Thread-safe. */
public final class ApiKeyStore {

    private static final String COLLECTION = "api_keys";

    private final MongoCollection<Document> keys;
    private final Clock clock;

    public ApiKeyStore(MongoDatabase database, Clock clock) {
        this.keys = database.getCollection(COLLECTION);
        this.clock = clock;
    }

    /**
     * @param hash
     *            SHA-256 of the key, lower-case hex
     */
    public Optional<ApiKeyRecord> find(String hash) {
        return StoreCall
                .of(() -> Optional.ofNullable(keys.find(Filters.eq("_id", hash)).first()).map(ApiKeyStore::read));
    }

    /** Adds a key, or leaves the one with this hash as it is. */
    public void addIfAbsent(String hash, String keyId, String tenant, String name) {
        StoreCall.of(() -> keys.updateOne(Filters.eq("_id", hash),
                Updates.combine(Updates.setOnInsert("keyId", keyId), Updates.setOnInsert("tenant", tenant),
                        Updates.setOnInsert("name", name),
                        Updates.setOnInsert("createdAt", Date.from(clock.instant()))),
                new UpdateOptions().upsert(true)));
    }

    /** The ids of a tenant's keys, also of those that are revoked; looks at all keys. */
    public Set<String> idsOf(String tenant) {
        return StoreCall.of(() -> keys.find(Filters.eq("tenant", tenant)).projection(Projections.include("keyId"))
                .map(document -> document.getString("keyId")).into(new HashSet<>()));
    }

    /** Revokes a key for good; false when there is none with this hash. */
    public boolean revoke(String hash) {
        return StoreCall.of(() -> keys.updateOne(Filters.eq("_id", hash),
                Updates.min("revokedAt", Date.from(clock.instant()))).getMatchedCount() == 1);
    }

    private static ApiKeyRecord read(Document document) {
        Date revoked = document.getDate("revokedAt");
        return new ApiKeyRecord(document.getString("keyId"), document.getString("tenant"), document.getString("name"),
                document.getDate("createdAt").toInstant(), revoked == null ? null : revoked.toInstant());
    }

    /**
     * An API key without the key.
     *
     * @param keyId
     *            names it in records and logs
     * @param tenant
     *            whose jobs it may submit and see
     */
    public record ApiKeyRecord(String keyId, String tenant, String name, Instant createdAt,
            @Nullable Instant revokedAt) {}
}
