package dev.longhaul.api.request;

import java.nio.charset.StandardCharsets;

/**
 * The fields of an object that go on, cut out of its bytes: so every number and every escape stays as the client wrote
 * it, and nothing is written anew.
 */
final class KeptText {

    private static final int NONE = -1;

    private final byte[] bytes;
    private final int offset;
    private final byte[] kept;
    private int size;
    private int fieldStart = NONE;

    /**
     * @param offset
     *            of the object's text within the bytes; positions count from here
     */
    KeptText(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.offset = offset;
        this.kept = new byte[length + 2];
        kept[size++] = '{';
    }

    /** A field that goes on begins here, with its name. */
    void startField(int position) {
        fieldStart = position;
    }

    /** The field before, if it goes on, ends somewhere before this: what follows it is a comma and blanks. */
    void endField(int position) {
        if (fieldStart == NONE) {
            return;
        }
        int end = trimmed(fieldStart, position);
        if (end > fieldStart && bytes[offset + end - 1] == ',') {
            end = trimmed(fieldStart, end - 1);
        }
        if (size > 1) {
            kept[size++] = ',';
        }
        System.arraycopy(bytes, offset + fieldStart, kept, size, end - fieldStart);
        size += end - fieldStart;
        fieldStart = NONE;
    }

    private int trimmed(int start, int end) {
        int last = end;
        while (last > start && bytes[offset + last - 1] <= ' ' && bytes[offset + last - 1] >= 0) {
            last--;
        }
        return last;
    }

    /** The object of the fields that go on. */
    String text() {
        kept[size] = '}';
        return new String(kept, 0, size + 1, StandardCharsets.UTF_8);
    }

    /** A part of {@link #text}, by its bytes. */
    String text(int from, int to) {
        return new String(kept, from, to - from, StandardCharsets.UTF_8);
    }

    /** Reads {@link #text} once more. */
    JsonCursor cursor() {
        kept[size] = '}';
        return new JsonCursor(kept, 0, size + 1);
    }

    /** Begins to choose among the fields that go on. */
    KeptText narrowed() {
        return new KeptText(kept, 0, size + 1);
    }
}
