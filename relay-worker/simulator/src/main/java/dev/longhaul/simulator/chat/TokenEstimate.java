package dev.longhaul.simulator.chat;

import java.nio.charset.StandardCharsets;

/**
 * The simulator's token count. An ideograph (Chinese characters, kanji, hanja) is one token; everything else is one
 * token for every four UTF-8 bytes, rounded up; a text has at least one token. The tokens of a prompt are the sum over
 * its texts, and {@link #IMAGE} for each image.
 */
public final class TokenEstimate {

    /** Tokens that an image counts. */
    public static final int IMAGE = 85;

    private static final int BYTES_A_TOKEN = 4;

    private TokenEstimate() {}

    /** Tokens of a text, from 1. */
    public static int of(String text) {
        return of(text, text.getBytes(StandardCharsets.UTF_8).length);
    }

    /** Tokens of a text whose length in UTF-8 bytes is known. */
    static int of(String text, int utf8Bytes) {
        // As many bytes as chars: all ASCII, the common case, needs no look at the characters.
        int ideographs = utf8Bytes == text.length() ? 0 : ideographs(text);
        if (ideographs == 0) {
            return tokens(0, utf8Bytes);
        }
        return tokens(ideographs, utf8Bytes - ideographBytes(text));
    }

    /** The longest beginning of a text that has at most this many tokens. */
    public static String cut(String text, int mostTokens) {
        int ideographs = 0;
        int bytes = 0;
        for (int i = 0; i < text.length();) {
            int point = text.codePointAt(i);
            if (Character.isIdeographic(point)) {
                ideographs++;
            } else {
                bytes += utf8Length(point);
            }
            if (tokens(ideographs, bytes) > mostTokens) {
                return text.substring(0, i);
            }
            i += Character.charCount(point);
        }
        return text;
    }

    private static int tokens(int ideographs, int otherBytes) {
        return Math.max(1, ideographs + (otherBytes + BYTES_A_TOKEN - 1) / BYTES_A_TOKEN);
    }

    private static int ideographs(String text) {
        return (int) text.codePoints().filter(Character::isIdeographic).count();
    }

    private static int ideographBytes(String text) {
        return text.codePoints().filter(Character::isIdeographic).map(TokenEstimate::utf8Length).sum();
    }

    private static int utf8Length(int point) {
        if (point < 0x80) {
            return 1;
        }
        if (point < 0x800) {
            return 2;
        }
        return point < 0x10000 ? 3 : 4;
    }
}
