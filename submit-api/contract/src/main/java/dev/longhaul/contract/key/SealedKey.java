package dev.longhaul.contract.key;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A key of a provider that only workers can read.
 *
 * @param name
 *            one of the provider's keys has it; attempts and logs show it
 * @param sealed
 *            the key, encrypted with the workers' public key (HPKE) for this {@link #place}; Base64
 * @param weight
 *            its share of the calls, against the weights of the provider's other keys, 1 to {@value #MAX_WEIGHT}
 * @param requestsPerMinute
 *            what the provider allows the key for each model; null when its answers should tell
 * @param tokensPerMinute
 *            as requestsPerMinute
 */
public record SealedKey(String name, String sealed, int weight, @Nullable Long requestsPerMinute,
        @Nullable Long tokensPerMinute) {

    public static final int MAX_WEIGHT = 1_000;

    /** What a key looks like that an HTTP header can carry. */
    public static final String SENDABLE = "[!-~]{1,1024}";

    public SealedKey {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(sealed, "sealed");
        if (weight < 1 || weight > MAX_WEIGHT) {
            throw new IllegalArgumentException("weight " + weight);
        }
        if (isTooSmall(requestsPerMinute) || isTooSmall(tokensPerMinute)) {
            throw new IllegalArgumentException("a limit below 1");
        }
    }

    private static boolean isTooSmall(@Nullable Long limit) {
        return limit != null && limit < 1;
    }

    /**
     * What a key is bound to when it is encrypted: copied to another provider or under another name it cannot be read.
     * Unlike places have unlike bytes, whatever the names are.
     */
    public static byte[] place(String provider, String name) {
        return ("longhaul provider key v1 " + provider.length() + " " + provider + " " + name)
                .getBytes(StandardCharsets.UTF_8);
    }
}
