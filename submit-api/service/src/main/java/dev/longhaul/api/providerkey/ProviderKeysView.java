package dev.longhaul.api.providerkey;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.longhaul.contract.key.SealedKey;
import dev.longhaul.store.providerkey.KeyChange;
import dev.longhaul.store.providerkey.StoredKeys;
import dev.longhaul.store.providerkey.StoredKeys.StoredKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A provider's keys as administrators see them: never the keys themselves.
 *
 * @param revision
 *            0 when none was ever added
 * @param changedAt
 *            seconds since 1970
 * @param paused
 *            whether no worker is to call the provider
 */
record ProviderKeysView(String provider, String object, long revision,
        @JsonProperty("changed_at") @Nullable Long changedAt, boolean paused, List<Key> keys) {

    static ProviderKeysView of(StoredKeys stored) {
        return new ProviderKeysView(stored.provider(), "provider_keys", stored.revision(),
                stored.changedAt().getEpochSecond(), stored.paused(), stored.keys().stream().map(Key::of).toList());
    }

    /** Of a provider that was never given one. */
    static ProviderKeysView none(String provider) {
        return new ProviderKeysView(provider, "provider_keys", 0, null, false, List.of());
    }

    /**
     * One of them.
     *
     * @param fingerprint
     *            the beginning of the key's SHA-256, by which workers know it
     */
    record Key(String name, String fingerprint, int weight,
            @JsonProperty("requests_per_minute") @Nullable Long requestsPerMinute,
            @JsonProperty("tokens_per_minute") @Nullable Long tokensPerMinute,
            @JsonProperty("added_at") long addedAt, @JsonProperty("added_by") String addedBy) {

        static Key of(StoredKey key) {
            SealedKey sealed = key.sealed();
            return new Key(sealed.name(), key.fingerprint(), sealed.weight(), sealed.requestsPerMinute(),
                    sealed.tokensPerMinute(), key.addedAt().getEpochSecond(), key.by());
        }
    }

    /** One change of them, or of the provider's pause. */
    record Change(long revision, long at, String by, String reason, String action, @Nullable String key,
            @Nullable String fingerprint) {

        static Change of(KeyChange change) {
            return new Change(change.revision(), change.at().getEpochSecond(), change.by(), change.reason(),
                    change.action().wire(), change.key(), change.fingerprint());
        }
    }
}
