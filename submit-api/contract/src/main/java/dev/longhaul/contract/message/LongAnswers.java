package dev.longhaul.contract.message;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Which answers are long, and how they are cut. */
public final class LongAnswers {

    /** Of an answer in UTF-8: a longer one travels and is kept in parts. */
    public static final int LONGEST_WHOLE = 1_024 * 1_024;

    /** Of a part, at most. In UTF-8 that is 768 KiB at most, in a message of JSON, which escapes quotes, 1 MiB. */
    public static final int PART_CHARS = 256 * 1_024;

    private LongAnswers() {}

    public static boolean isLong(String text) {
        return text.length() > LONGEST_WHOLE
                || (text.length() > LONGEST_WHOLE / 3 && bytes(text) > LONGEST_WHOLE);
    }

    /** Where the part ends that begins here. A character beyond the first 65,536 is two chars, which stay together. */
    public static int end(String text, int from) {
        int to = Math.min(text.length(), from + PART_CHARS);
        return to < text.length() && Character.isHighSurrogate(text.charAt(to - 1)) ? to - 1 : to;
    }

    /** A text's length in UTF-8, without making a copy of it. */
    public static int bytes(String text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (each < 0x80) {
                bytes++;
            } else if (each < 0x800) {
                bytes += 2;
            } else if (Character.isHighSurrogate(each) && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                bytes += 4;
                i++;
            } else {
                bytes += 3;
            }
        }
        return bytes;
    }

    /** What tells of an answer that travels in parts. */
    public static AnswerParts describe(String text) {
        Measure measure = new Measure();
        for (int from = 0; from < text.length();) {
            int to = end(text, from);
            measure.add(text.substring(from, to));
            from = to;
        }
        return new AnswerParts(measure.count, measure.bytes, measure.sha256(), Completions.content(text));
    }

    /** Measures an answer part by part. Not thread-safe. */
    public static final class Measure {

        private final MessageDigest digest;
        private int count;
        private long bytes;

        public Measure() {
            try {
                digest = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java has SHA-256", e);
            }
        }

        /** Takes the next part. */
        public void add(String part) {
            byte[] utf8 = part.getBytes(StandardCharsets.UTF_8);
            digest.update(utf8);
            bytes += utf8.length;
            count++;
        }

        /** Whether what was added is this answer, all of it. It begins anew then. */
        public boolean isAllOf(AnswerParts parts) {
            return count == parts.count() && bytes == parts.bytes() && sha256().equals(parts.sha256());
        }

        private String sha256() {
            return HexFormat.of().formatHex(digest.digest());
        }
    }
}
