package dev.longhaul.embedded.mongo;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.BsonConstants;
import de.bwaldvogel.mongo.wire.bson.BsonDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads documents into the library's, as {@link BsonDecoder} does it, but from an array. The format is BSON 1.1, see
 * https://bsonspec.org/spec.html. For use by one thread.
 */
final class BsonReader {

    private static final int LENGTH_BYTES = Integer.BYTES;

    private final byte[] bytes;
    private int position;

    BsonReader(byte[] bytes, int position) {
        this.bytes = bytes;
        this.position = position;
    }

    int position() {
        return position;
    }

    /** Little-endian. */
    int int32() {
        int at = position;
        position += Integer.BYTES;
        return (bytes[at] & 0xFF) | (bytes[at + 1] & 0xFF) << 8 | (bytes[at + 2] & 0xFF) << 16 | bytes[at + 3] << 24;
    }

    byte int8() {
        return bytes[position++];
    }

    /** Text up to a zero byte, as names have it. */
    String name() {
        int from = position;
        int hash = 0;
        while (bytes[position] != 0) {
            hash = FieldNames.hash(hash, bytes[position++]);
        }
        return FieldNames.at(bytes, from, position++, hash);
    }

    /** Goes behind a value. */
    void skip(byte type) {
        position = switch (type) {
            case 0x06, 0x0A, 0x7F, -1 -> position;
            case 0x08 -> position + 1;
            case 0x10 -> position + Integer.BYTES;
            case 0x01, 0x09, 0x11, 0x12 -> position + Long.BYTES;
            case 0x07 -> position + 12;
            case 0x13 -> position + 16;
            case 0x02, 0x0D, 0x0E -> int32() + position;
            case 0x03, 0x04 -> int32() + position - LENGTH_BYTES;
            case 0x05 -> int32() + 1 + position;
            case 0x0B -> {
                name();
                name();
                yield position;
            }
            default -> throw new IllegalArgumentException("a value of type " + type + " cannot be stored");
        };
    }

    /**
     * The document that begins here.
     *
     * @param fields
     *            which of the fields at its top; null for all
     * @throws RuntimeException
     *             when it is not one, or has a field twice
     */
    Document document(@Nullable Predicate<String> fields) {
        int end = end();
        Document document = new Document();
        for (byte type = int8(); type != 0; type = int8()) {
            String name = name();
            if (fields != null && !fields.test(name)) {
                skip(type);
            } else if (document.put(name, value(type)) != null) {
                throw new IllegalArgumentException("a document has the field " + name + " twice");
            }
        }
        check(end);
        return document;
    }

    private List<@Nullable Object> array() {
        int end = end();
        List<@Nullable Object> elements = new ArrayList<>();
        for (byte type = int8(); type != 0; type = int8()) {
            name();
            elements.add(value(type));
        }
        check(end);
        return elements;
    }

    private int end() {
        int start = position;
        int length = int32();
        if (length > BsonConstants.MAX_BSON_OBJECT_SIZE) {
            throw new IllegalArgumentException("a document has " + length + " bytes");
        }
        return start + length;
    }

    private void check(int end) {
        if (position != end) {
            throw new IllegalArgumentException("a document does not end where it should");
        }
    }

    private @Nullable Object value(byte type) {
        return switch (type) {
            case 0x01 -> Double.longBitsToDouble(int64());
            case 0x02 -> text();
            case 0x03 -> document(null);
            case 0x04 -> array();
            case 0x06, 0x0A -> null;
            case 0x09 -> Instant.ofEpochMilli(int64());
            case 0x10 -> int32();
            case 0x12 -> int64();
            default -> rare(type);
        };
    }

    private long int64() {
        long low = Integer.toUnsignedLong(int32());
        return low | (long) int32() << Integer.SIZE;
    }

    private String text() {
        int length = int32();
        String text = new String(bytes, position, length - 1, StandardCharsets.UTF_8);
        position += length;
        if (bytes[position - 1] != 0) {
            throw new IllegalArgumentException("a text does not end with zero");
        }
        return text;
    }

    private @Nullable Object rare(byte type) {
        ByteBuf rest = Unpooled.wrappedBuffer(bytes, position, bytes.length - position);
        Object value = BsonDecoder.decodeValue(type, rest);
        position += rest.readerIndex();
        return value;
    }
}
