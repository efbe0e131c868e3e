package dev.longhaul.simulator.answer;

import dev.longhaul.simulator.config.Output;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The rule by which answers follow from prompts, so that a caller can tell whether an answer belongs to its prompt.
 *
 * <p>
 * The <em>question</em> is the last text of the last user message. Every answer to it (in words, as JSON, or as the
 * arguments of a tool call) contains its <em>fingerprint</em>: {@code sim:} and the first twelve hex digits of the
 * SHA-256 of the question's UTF-8 bytes. Exceptions: answers cut by a token limit below four tokens, and JSON for a
 * schema that has no room for a free string.
 *
 * <p>
 * Stateless and safe for any thread.
 */
public final class SimulatedAnswer {

    private static final String PREFIX = "sim:";
    private static final int HEX_DIGITS = 12;
    private static final int CHARS_A_TOKEN = 4;
    private static final String[] SENTENCES = {
            " The parcels leave the northern depot at dawn and reach the harbour before the second tide.",
            " A short answer is enough here, since the numbers in the question already settle the matter.",
            " Most of the delay comes from the last mile, where three small vans share one narrow bridge.",
            " Add the two partial sums, carry the remainder, and the total agrees with the first estimate.",
            " In spring the route is open from end to end, while in winter the pass is closed for weeks.",
            " Nothing in the records contradicts this, although the older entries were written in pencil.",
            " The crew rests every six hours, checks the load, and notes the mileage in the blue book.",
            " If the first attempt fails, wait a little, try the second road, and report what was seen."};

    private SimulatedAnswer() {}

    /** The mark that every answer to this question contains, such as {@code sim:0a1b2c3d4e5f}. */
    public static String fingerprint(String question) {
        return PREFIX + HexFormat.of().formatHex(digest(question), 0, HEX_DIGITS / 2);
    }

    /**
     * The whole answer in words, before any token limit of the request cuts it.
     *
     * @param question
     *            the last text of the last user message
     * @param output
     *            the lengths that the simulator is set to
     * @param choice
     *            which of the choices, from 0
     */
    public static String expectedFor(String question, Output output, int choice) {
        return words(fingerprint(question), output.minTokens(), output.maxTokens(), choice);
    }

    /** An answer in words for a fingerprint, its length between the two bounds picked by the fingerprint. */
    static String words(String fingerprint, int minTokens, int maxTokens, int choice) {
        int pick = fingerprint.hashCode() + choice * 31;
        int tokens = minTokens + Math.floorMod(pick, maxTokens - minTokens + 1);
        int length = Math.max(tokens * CHARS_A_TOKEN, fingerprint.length());
        var text = new StringBuilder(length + 128).append(fingerprint);
        if (choice > 0) {
            text.append(" (choice ").append(choice).append(')');
        }
        for (int i = pick; text.length() < length; i++) {
            text.append(SENTENCES[Math.floorMod(i, SENTENCES.length)]);
        }
        if (length > fingerprint.length()) {
            text.setLength(length - 1);
            text.append('.');
        }
        return text.toString();
    }

    private static byte[] digest(String question) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(question.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
