package dev.longhaul.store.answer;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;

/**
 * Equal for a tenant's requests that ask for the same answer: the first 128 bits of the submission's cache key.
 *
 * @param high
 *            the first 64
 * @param low
 *            the others
 */
public record AnswerKey(String tenant, long high, long low) {

    /**
     * Empty for what is no base64url of at least 16 bytes.
     *
     * @param cacheKey
     *            as in the submission
     */
    public static Optional<AnswerKey> parse(String tenant, String cacheKey) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(cacheKey));
            return bytes.remaining() < 2 * Long.BYTES
                    ? Optional.empty()
                    : Optional.of(new AnswerKey(tenant, bytes.getLong(), bytes.getLong()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    String id() {
        return tenant + "|" + Long.toHexString(high) + "|" + Long.toHexString(low);
    }
}
