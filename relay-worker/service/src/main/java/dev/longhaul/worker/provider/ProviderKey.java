package dev.longhaul.worker.provider;

import dev.longhaul.contract.key.KeyFingerprint;
import dev.longhaul.worker.limit.Limits;
import org.jspecify.annotations.Nullable;

/**
 * A key of a provider.
 *
 * @param name
 *            names it in attempts, logs and metrics
 * @param secret
 *            null for a provider that wants none
 * @param weight
 *            its share of the calls, against the weights of the provider's other keys; at least 1
 * @param limits
 *            what the provider allows it
 */
public record ProviderKey(String name, @Nullable String secret, int weight, Limits limits) {

    public ProviderKey {
        if (weight < 1) {
            throw new IllegalArgumentException("weight of key " + name + " is " + weight + ", not at least 1");
        }
    }

    /** A key whose limits the answers tell. */
    public ProviderKey(String name, @Nullable String secret, int weight) {
        this(name, secret, weight, Limits.UNKNOWN);
    }

    /** For a provider that wants no key. */
    public static ProviderKey none() {
        return new ProviderKey("none", null, 1);
    }

    /** Tells workers that they hold the same key, whatever they call it, and does not tell the key. */
    public String fingerprint() {
        return secret == null ? "none" : KeyFingerprint.of(secret);
    }

    @Override
    public String toString() {
        return "ProviderKey[" + name + ", weight=" + weight + "]";
    }
}
