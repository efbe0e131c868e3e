package dev.longhaul.worker.provider;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
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
 */
public record ProviderKey(String name, @Nullable String secret, int weight) {

    private static final int FINGERPRINT_BYTES = 8;

    public ProviderKey {
        if (weight < 1) {
            throw new IllegalArgumentException("weight of key " + name + " is " + weight + ", not at least 1");
        }
    }

    /** For a provider that wants no key. */
    public static ProviderKey none() {
        return new ProviderKey("none", null, 1);
    }

    /** Tells workers that they hold the same key, whatever they call it, and does not tell the key. */
    public String fingerprint() {
        if (secret == null) {
            return "none";
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, FINGERPRINT_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "ProviderKey[" + name + ", weight=" + weight + "]";
    }
}
