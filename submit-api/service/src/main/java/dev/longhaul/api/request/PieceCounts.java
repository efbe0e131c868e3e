package dev.longhaul.api.request;

import com.knuddels.jtokkit.api.Encoding;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts the tokens of texts, and remembers those of the pieces that come again and again: words, mostly. A text is cut
 * before each space with something in ASCII behind it. There OpenAI's encodings cut it too before they look for tokens,
 * so the pieces have together as many tokens as the whole. Thread-safe.
 */
final class PieceCounts {

    /** A power of two: 4 MB, for more pieces than a language has words in use. */
    private static final int REMEMBERED = 1 << 19;
    /** Of so many characters no piece has more tokens than fit into a place: UTF-8 has three bytes for each. */
    private static final int LONGEST_REMEMBERED = 24;
    private static final long TOKENS = 0x7f;
    /** The golden ratio's 64 bits, which spread neighbours far (Knuth, The Art of Computer Programming 3, 6.4). */
    private static final long SPREAD = 0x9e37_79b9_7f4a_7c15L;
    private static final char LAST_OF_ASCII = 127;

    private final Encoding encoding;
    /**
     * Each piece has one place, and the latest of a place stays: its hash, with the tokens in the lowest bits. One
     * number and not an object of a few, for each look at memory that no cache holds costs as much as ten words. Two
     * pieces of one hash would be one in 2^57.
     */
    private final AtomicLongArray counted = new AtomicLongArray(REMEMBERED);

    PieceCounts(Encoding encoding) {
        this.encoding = encoding;
    }

    long count(String text) {
        long tokens = 0;
        int start = 0;
        while (start < text.length()) {
            int end = start + 1;
            long hash = spread(0, text.charAt(start));
            while (end < text.length() && !isBeforeWord(text, end)) {
                hash = spread(hash, text.charAt(end++));
            }
            tokens += end - start > LONGEST_REMEMBERED
                    ? tokens(text.substring(start, end))
                    : remembered(text, start, end, hash);
            start = end;
        }
        return tokens;
    }

    private static long spread(long hash, char next) {
        long mixed = (hash ^ next) * SPREAD;
        return mixed ^ (mixed >>> 32);
    }

    private static boolean isBeforeWord(String text, int at) {
        return text.charAt(at) == ' ' && at + 1 < text.length() && text.charAt(at + 1) > ' '
                && text.charAt(at + 1) < LAST_OF_ASCII;
    }

    private long remembered(String text, int start, int end, long hash) {
        int place = (int) (hash >>> 32) & (REMEMBERED - 1);
        long known = counted.getOpaque(place);
        if (known != 0 && ((known ^ hash) & ~TOKENS) == 0) {
            return known & TOKENS;
        }
        int tokens = tokens(text.substring(start, end));
        counted.setOpaque(place, (hash & ~TOKENS) | tokens);
        return tokens;
    }

    /** Half a pair of surrogates, which JSON can hold and a sample may begin with, is more than the library takes. */
    private int tokens(String piece) {
        return encoding.countTokensOrdinary(new String(piece.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
    }
}
