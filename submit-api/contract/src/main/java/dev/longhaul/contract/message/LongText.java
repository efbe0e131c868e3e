package dev.longhaul.contract.message;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.module.SimpleModule;

/**
 * Long strings as JSON, with the same bytes as Jackson writes. A request or an answer is a kilobyte in which a dozen
 * characters need an escape; Jackson looks at each one and spends half of the time on it in which a message is written.
 * Here eight are looked at together, as long as all are ASCII; other texts, and those full of escapes, are left to
 * Jackson.
 */
final class LongText extends ValueSerializer<String> {

    /** A shorter one is written before its bytes would be. */
    private static final int SHORTEST = 64;
    /** At most one escape for so many characters: an escape may be six times as long as what it stands for. */
    private static final int CHARACTERS_PER_ESCAPE = 8;
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
    private static final int LONGEST_ESCAPE = 6;
    /** By what is escaped; empty for what is not. */
    private static final byte[][] ESCAPES = IntStream.range(0, 128)
            .mapToObj(c -> c < ' ' || c == '"' || c == '\\'
                    ? JsonStringEncoder.getInstance().quoteAsUTF8(String.valueOf((char) c))
                    : new byte[0])
            .toArray(byte[][]::new);

    private LongText() {}

    static JacksonModule module() {
        return new SimpleModule("long-text").addSerializer(String.class, new LongText());
    }

    @Override
    public void serialize(String text, JsonGenerator json, SerializationContext context) {
        byte[] bytes = text.length() < SHORTEST ? null : text.getBytes(StandardCharsets.UTF_8);
        int escapes = bytes == null || !isAscii(text, bytes) ? Integer.MAX_VALUE : escapes(bytes);
        if (bytes == null || escapes > bytes.length / CHARACTERS_PER_ESCAPE) {
            json.writeString(text);
        } else if (escapes == 0) {
            json.writeRawUTF8String(bytes, 0, bytes.length);
        } else {
            writeEscaped(bytes, escapes, json);
        }
    }

    /** As many bytes as characters are not enough: half a pair of surrogates becomes one question mark. */
    private static boolean isAscii(String text, byte[] utf8) {
        return utf8.length == text.length() && new String(utf8, StandardCharsets.US_ASCII).equals(text);
    }

    private static int escapes(byte[] ascii) {
        int escapes = 0;
        int at = 0;
        for (; at + Long.BYTES <= ascii.length; at += Long.BYTES) {
            escapes += Long.bitCount(toEscape((long) EIGHT.get(ascii, at)));
        }
        for (; at < ascii.length; at++) {
            escapes += ESCAPES[ascii[at]].length == 0 ? 0 : 1;
        }
        return escapes;
    }

    /**
     * The high bit of each byte that is a control character, a quotation mark or a backslash; all are below 128, so no
     * sum carries into the next byte.
     */
    private static long toEscape(long eight) {
        long printable = eight + (0x80 - ' ') * ONES;
        long noMark = (eight ^ ('"' * ONES)) + 0x7f * ONES;
        long noBackslash = (eight ^ ('\\' * ONES)) + 0x7f * ONES;
        return ~(printable & noMark & noBackslash) & HIGH_BITS;
    }

    private static void writeEscaped(byte[] ascii, int escapes, JsonGenerator json) {
        byte[] escaped = new byte[ascii.length + escapes * (LONGEST_ESCAPE - 1)];
        int length = 0;
        int from = 0;
        while (from < ascii.length) {
            int next = nextToEscape(ascii, from);
            System.arraycopy(ascii, from, escaped, length, next - from);
            length += next - from;
            if (next < ascii.length) {
                byte[] escape = ESCAPES[ascii[next]];
                System.arraycopy(escape, 0, escaped, length, escape.length);
                length += escape.length;
            }
            from = next + 1;
        }
        json.writeRawUTF8String(escaped, 0, length);
    }

    /** Where the next escape is due; the end if nowhere. */
    private static int nextToEscape(byte[] ascii, int from) {
        int at = from;
        for (; at + Long.BYTES <= ascii.length; at += Long.BYTES) {
            long found = toEscape((long) EIGHT.get(ascii, at));
            if (found != 0) {
                return at + Long.numberOfTrailingZeros(found) / Byte.SIZE;
            }
        }
        while (at < ascii.length && ESCAPES[ascii[at]].length == 0) {
            at++;
        }
        return at;
    }
}
