package dev.longhaul.contract.key;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What administrators have set for a provider at run time: all keys that were added and not revoked, and its pause.
 *
 * @param revision
 *            one more with each change; of two sets the one with the higher revision holds
 * @param paused
 *            whether no worker is to call the provider, with whatever key; null for no
 */
public record ProviderKeySet(String provider, long revision, List<SealedKey> keys, @Nullable Boolean paused) {

    /** Keys of a provider at a time. */
    public static final int MAX_KEYS = 100;

    public ProviderKeySet {
        Objects.requireNonNull(provider, "provider");
        keys = List.copyOf(keys);
    }

    public boolean holdsCalls() {
        return Boolean.TRUE.equals(paused);
    }
}
