package dev.longhaul.api.request;

import dev.longhaul.contract.job.CachePolicy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import org.erdtman.jcs.JsonCanonicalizer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/**
 * A short text that is equal for requests that ask for the same answer: a digest of the model's name and of the
 * request's canonical JSON (RFC 8785) without the fields that change nothing about the answer.
 */
final class CacheKey {

    /**
     * Fields that two requests for the same answer may differ in, each with the reason. {@code store} is none of them:
     * whoever wants an answer kept by the provider wants more than the answer.
     */
    private static final Map<String, String> WITHOUT_EFFECT = Map.of(
            "model", "the catalogue's name stands for it, whatever alias the client used",
            "stream_options", "how the answer is sent",
            "user", "whom the provider blames for abuse",
            "safety_identifier", "the same by its newer name",
            "prompt_cache_key", "makes the provider faster and cheaper",
            "prompt_cache_retention", "for how long it does",
            "service_tier", "speed and price");

    /** Below, every integer is a double of its own; canonical JSON knows doubles only. */
    private static final double FIRST_AMBIGUOUS = 0x1p53;
    /** Of the digest: 192 bits. */
    private static final int BYTES = 24;

    private CacheKey() {}

    /**
     * Whether the answer may be shared.
     *
     * @param temperature
     *            null when the request says none, which for OpenAI is 1
     * @param answers
     *            how many the request asks for: several are asked for because they differ
     */
    static boolean isWanted(CachePolicy policy, @Nullable Double temperature, long answers) {
        return switch (policy) {
            case NEVER -> false;
            case ALWAYS -> true;
            case DETERMINISTIC -> temperature != null && temperature == 0 && answers == 1;
        };
    }

    /**
     * Null for a request that has no canonical form that it shares with no other: with a number of 2^53 or more, or
     * with half a pair of surrogates.
     *
     * @param model
     *            the catalogue's name
     */
    @Nullable
    static String of(KeptText request, String model) {
        KeptText asked = request.narrowed();
        try (JsonCursor at = request.cursor()) {
            at.begin();
            while (at.next() != JsonToken.END_OBJECT) {
                asked.endField(at.position());
                String field = at.name();
                int start = at.position();
                at.next();
                if (WITHOUT_EFFECT.containsKey(field)) {
                    at.skip();
                } else if (isExact(at)) {
                    asked.startField(start);
                } else {
                    return null;
                }
            }
            asked.endField(at.position());
        }
        try {
            return digest(model, new JsonCanonicalizer(asked.text()).getEncodedString());
        } catch (IOException e) {
            return null;
        }
    }

    private static boolean isExact(JsonCursor at) {
        int depth = 0;
        do {
            switch (at.token()) {
                case START_OBJECT, START_ARRAY -> depth++;
                case END_OBJECT, END_ARRAY -> depth--;
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                    if (Math.abs(at.number()) >= FIRST_AMBIGUOUS) {
                        return false;
                    }
                }
                default -> {
                    // the same in every form of JSON
                }
            }
        } while (depth > 0 && at.next() != null);
        return true;
    }

    /** Canonical JSON has no zero byte, so the last one of what is digested ends the model's name. */
    private static String digest(String model, String canonical) throws IOException {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(utf8(model));
            sha256.update((byte) 0);
            sha256.update(utf8(canonical));
            byte[] digest = sha256.digest();
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Unlike {@link String#getBytes} this puts no question mark for what cannot be encoded. */
    private static ByteBuffer utf8(String text) throws IOException {
        return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
    }
}
