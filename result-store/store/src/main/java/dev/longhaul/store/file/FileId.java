package dev.longhaul.store.file;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * The ids of files: {@code file-}, 12 hex digits of milliseconds since 1970 and 20 that tell apart. Text order is order
 * of creation.
 */
public final class FileId {

    private static final String PREFIX = "file-";
    private static final int TIME_DIGITS = 12;
    private static final int OTHER_DIGITS = 20;
    private static final HexFormat HEX = HexFormat.of();

    private FileId() {}

    /**
     * @param random
     *            such as {@code SecureRandom}
     */
    static String fresh(Instant now, RandomGenerator random) {
        return PREFIX + HEX.toHexDigits(now.toEpochMilli(), TIME_DIGITS) + HEX.toHexDigits(random.nextLong())
                + HEX.toHexDigits((short) random.nextInt());
    }

    /**
     * The id of a file that is made once, however often its making is begun.
     *
     * @param what
     *            tells it from all others
     */
    public static String of(Instant time, String what) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(what.getBytes(StandardCharsets.UTF_8));
            return PREFIX + HEX.toHexDigits(time.toEpochMilli(), TIME_DIGITS)
                    + HEX.formatHex(hash).substring(0, OTHER_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
