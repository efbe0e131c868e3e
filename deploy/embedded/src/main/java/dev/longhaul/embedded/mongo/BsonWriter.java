package dev.longhaul.embedded.mongo;

import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes documents as {@link BsonEncoder} does it, but into an array, and such as are bytes already as they are. The
 * format is BSON 1.1, see https://bsonspec.org/spec.html. For use by one thread.
 */
final class BsonWriter {

    private byte[] bytes;
    private int size;

    /**
     * @param expected
     *            how many bytes there may be; it grows beyond
     */
    BsonWriter(int expected) {
        bytes = new byte[expected];
    }

    int size() {
        return size;
    }

    /** What is written, not a copy: with more behind it, and not to be used when more is written. */
    byte[] array() {
        return bytes;
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    BsonWriter int8(int value) {
        reserve(1);
        bytes[size++] = (byte) value;
        return this;
    }

    /** Little-endian. */
    BsonWriter int32(int value) {
        reserve(Integer.BYTES);
        size += Integer.BYTES;
        return setInt32(size - Integer.BYTES, value);
    }

    /** Writes over what is there. */
    BsonWriter setInt32(int at, int value) {
        bytes[at] = (byte) value;
        bytes[at + 1] = (byte) (value >> 8);
        bytes[at + 2] = (byte) (value >> 16);
        bytes[at + 3] = (byte) (value >> 24);
        return this;
    }

    BsonWriter addAll(byte[] from, int begin, int end) {
        reserve(end - begin);
        System.arraycopy(from, begin, bytes, size, end - begin);
        size += end - begin;
        return this;
    }

    /** Throws {@link IllegalArgumentException} for a value that BSON does not know. */
    BsonWriter document(Map<?, ?> document) {
        int start = size;
        int32(0);
        for (Map.Entry<?, ?> field : document.entrySet()) {
            element(String.valueOf(field.getKey()), field.getValue());
        }
        int8(0);
        return setInt32(start, size - start);
    }

    private void array(Collection<?> elements) {
        int start = size;
        int32(0);
        int index = 0;
        for (Object element : elements) {
            element(Integer.toString(index++), element);
        }
        int8(0);
        setInt32(start, size - start);
    }

    /** A field of a document, or an element of an array. */
    BsonWriter element(String name, @Nullable Object value) {
        switch (value) {
            case null -> begin(0x0A, name);
            case String text -> text(begin(0x02, name), text);
            case Integer number -> begin(0x10, name).int32(number);
            case Long number -> begin(0x12, name).int64(number);
            case Double number -> begin(0x01, name).int64(Double.doubleToRawLongBits(number));
            case Boolean truth -> begin(0x08, name).int8(truth ? 1 : 0);
            case Instant instant -> begin(0x09, name).int64(instant.toEpochMilli());
            case StoredDocument stored -> stored.appendTo(begin(0x03, name));
            case Map<?, ?> document -> begin(0x03, name).document(document);
            case Collection<?> elements -> begin(0x04, name).array(elements);
            default -> rare(name, value);
        }
        return this;
    }

    private BsonWriter begin(int type, String name) {
        int8(type);
        int length = name.length();
        reserve(length);
        for (int i = 0; i < length; i++) {
            char character = name.charAt(i);
            if (character >= 0x80) {
                byte[] encoded = name.substring(i).getBytes(StandardCharsets.UTF_8);
                return addAll(encoded, 0, encoded.length).int8(0);
            }
            bytes[size++] = (byte) character;
        }
        return int8(0);
    }

    private static void text(BsonWriter out, String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        out.int32(encoded.length + 1).addAll(encoded, 0, encoded.length).int8(0);
    }

    private BsonWriter int64(long value) {
        return int32((int) value).int32((int) (value >>> Integer.SIZE));
    }

    private void rare(String name, Object value) {
        byte type = BsonEncoder.determineType(value);
        ByteBuf encoded = Unpooled.buffer();
        BsonEncoder.encodeValue(type, value, encoded);
        begin(type, name).addAll(encoded.array(), 0, encoded.readableBytes());
    }

    private void reserve(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
