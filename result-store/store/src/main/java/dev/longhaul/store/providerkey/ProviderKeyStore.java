package dev.longhaul.store.providerkey;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.PushOptions;
import com.mongodb.client.model.Updates;
import dev.longhaul.contract.key.ProviderKeySet;
import dev.longhaul.contract.key.SealedKey;
import dev.longhaul.store.StoreCall;
import dev.longhaul.store.providerkey.KeyChange.Action;
import dev.longhaul.store.providerkey.StoredKeys.StoredKey;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * The keys of providers that administrators have added, encrypted so that only workers can read them, and the providers
 * that they have paused. One document a provider holds its keys and the latest changes, so that nothing changes without
 * a word of who did it and why. Thread-safe.
 */
public final class ProviderKeyStore {

    private static final String COLLECTION = "provider_keys";
    private static final String ID = "_id";
    private static final String KEYS = "keys";
    private static final String PAUSED = "paused";
    private static final String REVISION = "revision";
    private static final String CHANGED_AT = "changedAt";
    private static final String CHANGES = "changes";
    private static final String NAME = "name";
    private static final String SEALED = "sealed";
    private static final String FINGERPRINT = "fingerprint";
    private static final String BY = "by";
    private static final String AT = "at";
    /** Kept of each provider. */
    private static final int MOST_CHANGES = 100;

    private final MongoCollection<Document> providers;
    private final Clock clock;

    public ProviderKeyStore(MongoDatabase database, Clock clock) {
        this.providers = database.getCollection(COLLECTION);
        this.clock = clock;
    }

    /** A provider's keys; empty when it has never had one. */
    public Optional<StoredKeys> find(String provider) {
        return StoreCall.of(() -> Optional.ofNullable(
                providers.find(Filters.eq(ID, provider)).projection(Projections.exclude(CHANGES)).first())
                .map(ProviderKeyStore::read));
    }

    /** The keys of every provider that has ever had one. */
    public List<ProviderKeySet> sets() {
        return StoreCall.of(() -> providers.find().projection(Projections.exclude(CHANGES))
                .map(document -> read(document).set()).into(new ArrayList<>()));
    }

    /** The latest changes of a provider's keys, the latest first. */
    public List<KeyChange> changes(String provider) {
        return StoreCall.of(() -> {
            Document found = providers.find(Filters.eq(ID, provider)).projection(Projections.include(CHANGES)).first();
            return found == null
                    ? List.<KeyChange>of()
                    : found.getList(CHANGES, Document.class).reversed().stream().map(ProviderKeyStore::readChange)
                            .toList();
        });
    }

    /** What became of a change. */
    public sealed interface Result {

        /** It was made, and this is what there is now. */
        record Made(StoredKeys now) implements Result {}

        /** The keys are not at the expected revision. */
        record Outdated() implements Result {}

        /** The provider has a key of that name already, or the same key under this one. */
        record Exists(String name) implements Result {}

        /** The provider has as many keys as it can have. */
        record Full() implements Result {}

        /** The provider has no key of that name. */
        record Unknown() implements Result {}

        /** The provider is paused already, or is not paused. */
        record Unchanged() implements Result {}
    }

    /**
     * Gives a provider one more key.
     *
     * @param fingerprint
     *            of the key itself, as workers know it
     * @param expected
     *            the revision that the change was made of, 0 for no keys; null to change whatever is there
     * @param by
     *            who changes it
     */
    public Result add(String provider, SealedKey key, String fingerprint, @Nullable Long expected, String by,
            String reason) {
        return change(provider, expected, by, reason, (before, now) -> {
            Optional<StoredKey> same = before.keys().stream()
                    .filter(each -> each.name().equals(key.name()) || each.fingerprint().equals(fingerprint))
                    .findFirst();
            if (same.isPresent()) {
                return new Decision.Refuse(new Result.Exists(same.get().name()));
            }
            if (before.keys().size() >= ProviderKeySet.MAX_KEYS) {
                return new Decision.Refuse(new Result.Full());
            }
            StoredKey added = new StoredKey(key, fingerprint, now, by);
            List<StoredKey> after = new ArrayList<>(before.keys());
            after.add(added);
            return new Decision.Make(Action.ADDED, added, after, before.paused());
        });
    }

    /** Takes a key away; the parameters are those of {@link #add}. */
    public Result revoke(String provider, String name, @Nullable Long expected, String by, String reason) {
        return change(provider, expected, by, reason, (before, now) -> {
            Optional<StoredKey> revoked = before.keys().stream().filter(each -> each.name().equals(name)).findFirst();
            return revoked.<Decision>map(key -> new Decision.Make(Action.REVOKED, key,
                    before.keys().stream().filter(each -> !each.equals(key)).toList(), before.paused()))
                    .orElseGet(() -> new Decision.Refuse(new Result.Unknown()));
        });
    }

    /**
     * Lets no worker call a provider any more, or lets them call it again; the parameters are those of {@link #add}.
     */
    public Result pause(String provider, boolean pause, String by, String reason) {
        return change(provider, null, by, reason, (before, now) -> before.paused() == pause
                ? new Decision.Refuse(new Result.Unchanged())
                : new Decision.Make(pause ? Action.PAUSED : Action.RESUMED, null, before.keys(), pause));
    }

    private sealed interface Decision {

        record Refuse(Result why) implements Decision {}

        record Make(Action action, @Nullable StoredKey key, List<StoredKey> after,
                boolean paused) implements Decision {}
    }

    private Result change(String provider, @Nullable Long expected, String by, String reason,
            BiFunction<StoredKeys, Instant, Decision> decide) {
        return StoreCall.of(() -> {
            while (true) {
                Date now = Date.from(clock.instant());
                StoredKeys before = find(provider)
                        .orElseGet(() -> new StoredKeys(provider, 0, now.toInstant(), List.of(), false));
                long revision = before.revision();
                if (expected != null && expected != revision) {
                    return new Result.Outdated();
                }
                switch (decide.apply(before, now.toInstant())) {
                    case Decision.Refuse(Result why) -> {
                        return why;
                    }
                    case Decision.Make(Action action, var key, List<StoredKey> after, boolean paused) -> {
                        StoredKeys changed = new StoredKeys(provider, revision + 1, now.toInstant(), after, paused);
                        Document change = new Document(REVISION, revision + 1).append(AT, now).append(BY, by)
                                .append("reason", reason).append("action", action.wire());
                        if (key != null) {
                            change.append("key", key.name()).append(FINGERPRINT, key.fingerprint());
                        }
                        if (revision == 0 ? insert(changed, change) : update(changed, change)) {
                            return new Result.Made(changed);
                        }
                    }
                }
            }
        });
    }

    private boolean insert(StoredKeys first, Document change) {
        try {
            providers.insertOne(
                    new Document(ID, first.provider()).append(KEYS, write(first)).append(PAUSED, first.paused())
                            .append(REVISION, first.revision()).append(CHANGED_AT, Date.from(first.changedAt()))
                            .append(CHANGES, List.of(change)));
            return true;
        } catch (MongoWriteException e) {
            if (e.getError().getCategory() == ErrorCategory.DUPLICATE_KEY) {
                return false;
            }
            throw e;
        }
    }

    private boolean update(StoredKeys changed, Document change) {
        Bson update = Updates.combine(Updates.set(KEYS, write(changed)), Updates.set(PAUSED, changed.paused()),
                Updates.set(REVISION, changed.revision()),
                Updates.set(CHANGED_AT, Date.from(changed.changedAt())),
                Updates.pushEach(CHANGES, List.of(change), new PushOptions().slice(-MOST_CHANGES)));
        return providers.updateOne(
                Filters.and(Filters.eq(ID, changed.provider()), Filters.eq(REVISION, changed.revision() - 1)), update)
                .getMatchedCount() == 1;
    }

    private static List<Document> write(StoredKeys keys) {
        return keys.keys().stream().map(key -> {
            SealedKey sealed = key.sealed();
            return new Document(NAME, sealed.name()).append(SEALED, sealed.sealed()).append("weight", sealed.weight())
                    .append("requestsPerMinute", sealed.requestsPerMinute())
                    .append("tokensPerMinute", sealed.tokensPerMinute()).append(FINGERPRINT, key.fingerprint())
                    .append(AT, Date.from(key.addedAt())).append(BY, key.by());
        }).toList();
    }

    private static StoredKeys read(Document document) {
        return new StoredKeys(document.getString(ID), document.getLong(REVISION),
                document.getDate(CHANGED_AT).toInstant(), document.getList(KEYS, Document.class).stream()
                        .map(ProviderKeyStore::readKey).toList(),
                document.getBoolean(PAUSED, false));
    }

    private static StoredKey readKey(Document key) {
        return new StoredKey(
                new SealedKey(key.getString(NAME), key.getString(SEALED), key.getInteger("weight", 1),
                        key.getLong("requestsPerMinute"), key.getLong("tokensPerMinute")),
                key.getString(FINGERPRINT), key.getDate(AT).toInstant(), key.getString(BY));
    }

    private static KeyChange readChange(Document change) {
        return new KeyChange(change.getLong(REVISION), change.getDate(AT).toInstant(), change.getString(BY),
                change.getString("reason"), Action.valueOf(change.getString("action").toUpperCase(Locale.ROOT)),
                change.getString("key"), change.getString(FINGERPRINT));
    }
}
