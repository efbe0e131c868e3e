package dev.longhaul.api.request;

import com.knuddels.jtokkit.api.Encoding;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Counts the tokens of texts, and remembers those of the pieces that come again and again: words, mostly. A text is cut
 * before each space with something in ASCII behind it. There OpenAI's encodings cut it too before they look for tokens,
 * so the pieces have together as many tokens as the whole. Thread-safe.
 */
final class PieceCounts {

    /** A power of two. Full, they are some 3 MB. */
    private static final int REMEMBERED = 1 << 15;
    private static final int LONGEST_REMEMBERED = 24;
    private static final char LAST_OF_ASCII = 127;

    private final Encoding encoding;
    /** Each has one place, and the latest of a place stays. */
    private final AtomicReferenceArray<Counted> counted = new AtomicReferenceArray<>(REMEMBERED);

    PieceCounts(Encoding encoding) {
        this.encoding = encoding;
    }

    private record Counted(String piece, int tokens) {}

    long count(String text) {
        long tokens = 0;
        int start = 0;
        while (start < text.length()) {
            int end = start + 1;
            int hash = text.charAt(start);
            while (end < text.length() && !isBeforeWord(text, end)) {
                hash = 31 * hash + text.charAt(end++);
            }
            tokens += end - start > LONGEST_REMEMBERED
                    ? tokens(text.substring(start, end))
                    : remembered(text, start, end, hash);
            start = end;
        }
        return tokens;
    }

    private static boolean isBeforeWord(String text, int at) {
        return text.charAt(at) == ' ' && at + 1 < text.length() && text.charAt(at + 1) > ' '
                && text.charAt(at + 1) < LAST_OF_ASCII;
    }

    private int remembered(String text, int start, int end, int hash) {
        int place = (hash ^ (hash >>> 15)) & (REMEMBERED - 1);
        Counted known = counted.get(place);
        if (known != null && known.piece.length() == end - start && text.startsWith(known.piece, start)) {
            return known.tokens;
        }
        String piece = text.substring(start, end);
        Counted fresh = new Counted(piece, tokens(piece));
        counted.set(place, fresh);
        return fresh.tokens;
    }

    /** Half a pair of surrogates, which JSON can hold and a sample may begin with, is more than the library takes. */
    private int tokens(String piece) {
        return encoding.countTokensOrdinary(new String(piece.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
    }
}
