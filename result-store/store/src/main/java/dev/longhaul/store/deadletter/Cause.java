package dev.longhaul.store.deadletter;

import dev.longhaul.contract.message.Failure;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What makes dead letters of one kind: two with the same cause need the same remedy. Two messages that differ only in
 * what names one case (numbers, ids, addresses, quoted text) are the same.
 *
 * @param code
 *            the class of the error: an error code of ours
 * @param provider
 *            who was called last; null when nobody was
 * @param providerCode
 *            the provider's own error code, or its HTTP status where it gave none
 * @param message
 *            normalised
 */
public record Cause(String code, @Nullable String provider, @Nullable String providerCode, String message) {

    private static final int LONGEST = 200;
    /** What stands behind is not looked at: the patterns take long for what is long. */
    private static final int LOOKED_AT = 1_000;
    private static final Pattern ADDRESS = Pattern.compile("\\b[a-z][a-z0-9+.-]*://\\S+", Pattern.CASE_INSENSITIVE);
    private static final Pattern QUOTED = Pattern.compile("\"[^\"]*\"|`[^`]*`|(?<![\\p{L}\\d])'[^']*'(?!\\p{L})");
    /** A word with a digit in it: a number, an id, a time, a name with a version. */
    private static final Pattern NUMBERED = Pattern.compile("[\\p{L}_.:-]*\\d[\\p{L}\\d_.:-]*");
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final int FINGERPRINT_BYTES = 8;

    /** The cause of a failure. */
    public static Cause of(Failure failure, @Nullable String provider) {
        Integer status = failure.providerStatus();
        String providerCode = failure.providerCode() == null && status != null
                ? status.toString()
                : failure.providerCode();
        return of(failure.code(), provider, providerCode, failure.message());
    }

    /** As the record, of a message as it came. */
    public static Cause of(String code, @Nullable String provider, @Nullable String providerCode, String message) {
        return new Cause(code, provider, providerCode, normalised(message));
    }

    static String normalised(String message) {
        String beginning = message.length() <= LOOKED_AT ? message : message.substring(0, LOOKED_AT);
        String text = ADDRESS.matcher(beginning).replaceAll("<url>");
        text = QUOTED.matcher(text).replaceAll("<text>");
        text = NUMBERED.matcher(text).replaceAll("#");
        text = BLANKS.matcher(text).replaceAll(" ").strip();
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    }

    /** The name of the cause, the same for ever: {@code c_} and 16 hex digits of a SHA-256 over the parts. */
    public String fingerprint() {
        String parts = String.join("\n", code, String.valueOf(provider), String.valueOf(providerCode), message);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(parts.getBytes(StandardCharsets.UTF_8));
            return "c_" + HexFormat.of().formatHex(digest, 0, FINGERPRINT_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
