package dev.longhaul.simulator.chat;

import java.nio.charset.StandardCharsets;

/**
 * A JSON value of the request, kept as the bytes it came in: most calls never need its tree.
 *
 * @param body
 *            the whole request body; not changed by anyone
 * @param from
 *            first byte of the value
 * @param to
 *            byte after the value
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; a copy would cost every call that brings tools
public record RawJson(byte[] body, int from, int to) {

    /** The value's text. */
    public String text() {
        return new String(body, from, to - from, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "RawJson[" + (to - from) + " bytes]";
    }
}
