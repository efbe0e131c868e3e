package dev.longhaul.contract.key;

import java.util.List;
import java.util.Objects;

/**
 * All keys of a provider that were added at run time and not revoked.
 *
 * @param revision
 *            one more with each change; of two sets the one with the higher revision holds
 */
public record ProviderKeySet(String provider, long revision, List<SealedKey> keys) {

    /** Keys of a provider at a time. */
    public static final int MAX_KEYS = 100;

    public ProviderKeySet {
        Objects.requireNonNull(provider, "provider");
        keys = List.copyOf(keys);
    }
}
