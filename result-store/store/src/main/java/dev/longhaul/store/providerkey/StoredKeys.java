package dev.longhaul.store.providerkey;

import dev.longhaul.contract.key.ProviderKeySet;
import dev.longhaul.contract.key.SealedKey;
import java.time.Instant;
import java.util.List;

/**
 * The keys of a provider, and whether it is paused.
 *
 * @param revision
 *            1 for the first change, one more with each
 * @param keys
 *            in the order in which they were added
 * @param paused
 *            whether no worker is to call the provider
 */
public record StoredKeys(String provider, long revision, Instant changedAt, List<StoredKey> keys, boolean paused) {

    public StoredKeys {
        keys = List.copyOf(keys);
    }

    /**
     * One of them.
     *
     * @param fingerprint
     *            of the key itself, as workers know it
     * @param by
     *            who added it
     */
    public record StoredKey(SealedKey sealed, String fingerprint, Instant addedAt, String by) {

        public String name() {
            return sealed.name();
        }
    }

    /** As workers get it. */
    public ProviderKeySet set() {
        return new ProviderKeySet(provider, revision, keys.stream().map(StoredKey::sealed).toList(),
                paused ? true : null);
    }
}
