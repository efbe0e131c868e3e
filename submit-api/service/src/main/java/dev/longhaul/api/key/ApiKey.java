package dev.longhaul.api.key;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32;

/**
 * An API key: {@code lh_}, 32 random characters of base 62 (190 bits) and 6 more that are the CRC-32 of all before
 * them, so that a mistyped or made-up key is told from a real one without asking the record. Shown once; at rest there
 * is only its {@link #hash}.
 */
public final class ApiKey {

    private static final String PREFIX = "lh_";
    private static final int RANDOM_CHARACTERS = 32;
    private static final int CHECK_CHARACTERS = 6;
    private static final int LENGTH = PREFIX.length() + RANDOM_CHARACTERS + CHECK_CHARACTERS;
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int ID_CHARACTERS = 16;

    private final String text;

    private ApiKey(String text) {
        this.text = text;
    }

    /**
     * A new key.
     *
     * @param random
     *            unpredictable, such as {@code SecureRandom}
     */
    public static ApiKey generate(RandomGenerator random) {
        StringBuilder key = new StringBuilder(LENGTH).append(PREFIX);
        for (int i = 0; i < RANDOM_CHARACTERS; i++) {
            key.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return new ApiKey(key + check(key.toString()));
    }

    /** Reads a key; empty when it has not the form of one or its check is wrong. */
    public static Optional<ApiKey> parse(String text) {
        if (text.length() != LENGTH || !text.startsWith(PREFIX)) {
            return Optional.empty();
        }
        int end = LENGTH - CHECK_CHARACTERS;
        return text.endsWith(check(text.substring(0, end))) ? Optional.of(new ApiKey(text)) : Optional.empty();
    }

    private static String check(String key) {
        CRC32 crc = new CRC32();
        crc.update(key.getBytes(StandardCharsets.UTF_8));
        long rest = crc.getValue();
        char[] check = new char[CHECK_CHARACTERS];
        for (int i = CHECK_CHARACTERS - 1; i >= 0; i--) {
            check[i] = ALPHABET.charAt((int) (rest % ALPHABET.length()));
            rest /= ALPHABET.length();
        }
        return new String(check);
    }

    /** The key itself: to be shown to its owner once, and nowhere else. */
    public String reveal() {
        return text;
    }

    /** SHA-256 of the key, lower-case hex: what is stored and configured. */
    public String hash() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The name of a key in records and logs: it follows from the hash, and the key cannot be found from it. */
    public static String idOf(String hash) {
        return "key_" + hash.substring(0, ID_CHARACTERS);
    }

    @Override
    public String toString() {
        return "ApiKey[" + idOf(hash()) + "]";
    }
}
