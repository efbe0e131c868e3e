package dev.longhaul.embedded.mongo;

import de.bwaldvogel.mongo.bson.Document;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Takes documents apart by the fields at their top, without a look into what those hold: most searches and updates need
 * a few fields of a job, and not its prompt and its answer. The format is BSON 1.1, see https://bsonspec.org/spec.html.
 */
final class BsonFields {

    private static final int LENGTH_BYTES = Integer.BYTES;

    private BsonFields() {}

    /** The document with only some of its fields. */
    static byte[] only(byte[] document, Predicate<String> fields) {
        Writer out = new Writer(document.length);
        new Walk(document).forEach((name, from, to) -> {
            if (fields.test(name)) {
                out.add(document, from, to);
            }
        });
        return out.finish();
    }

    /**
     * The document with some fields set and some removed. A field that is there keeps its place, a new one comes last.
     *
     * @param set
     *            from {@link #elements}
     */
    static byte[] changed(byte[] document, Map<String, byte[]> set, Set<String> unset) {
        Writer out = new Writer(document.length + set.values().stream().mapToInt(bytes -> bytes.length).sum());
        Set<String> left = new HashSet<>(set.keySet());
        new Walk(document).forEach((name, from, to) -> {
            byte[] value = set.get(name);
            if (value != null) {
                out.add(value, 0, value.length);
                left.remove(name);
            } else if (!unset.contains(name)) {
                out.add(document, from, to);
            }
        });
        set.forEach((name, value) -> {
            if (left.contains(name)) {
                out.add(value, 0, value.length);
            }
        });
        return out.finish();
    }

    /** Each field as it stands in a document. */
    static Map<String, byte[]> elements(Document fields) {
        byte[] bytes = BsonBytes.encode(fields);
        Map<String, byte[]> elements = new LinkedHashMap<>();
        new Walk(bytes).forEach((name, from, to) -> elements.put(name, Arrays.copyOfRange(bytes, from, to)));
        return elements;
    }

    private interface Field {

        /** From the type before the name to the end of the value. */
        void at(String name, int from, int to);
    }

    private static final class Walk {

        private final byte[] document;

        Walk(byte[] document) {
            this.document = document;
        }

        void forEach(Field field) {
            int at = LENGTH_BYTES;
            while (document[at] != 0) {
                int nameEnd = endOfText(at + 1);
                int end = endOfValue(document[at], nameEnd + 1);
                field.at(new String(document, at + 1, nameEnd - at - 1, StandardCharsets.UTF_8), at, end);
                at = end;
            }
        }

        private int endOfText(int from) {
            int at = from;
            while (document[at] != 0) {
                at++;
            }
            return at;
        }

        private int endOfValue(byte type, int from) {
            return switch (type) {
                case 0x06, 0x0A, 0x7F, -1 -> from;
                case 0x08 -> from + 1;
                case 0x10 -> from + Integer.BYTES;
                case 0x01, 0x09, 0x11, 0x12 -> from + Long.BYTES;
                case 0x07 -> from + 12;
                case 0x13 -> from + 16;
                case 0x02, 0x0D, 0x0E -> from + LENGTH_BYTES + length(from);
                case 0x03, 0x04 -> from + length(from);
                case 0x05 -> from + LENGTH_BYTES + 1 + length(from);
                case 0x0B -> endOfText(endOfText(from) + 1) + 1;
                default -> throw new IllegalArgumentException("a value of type " + type + " cannot be stored");
            };
        }

        private int length(int at) {
            return ByteBuffer.wrap(document, at, LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN).getInt();
        }
    }

    private static final class Writer {

        private final byte[] bytes;
        private int size = LENGTH_BYTES;

        /**
         * @param most
         *            bytes that it will have
         */
        Writer(int most) {
            bytes = new byte[most];
        }

        void add(byte[] from, int begin, int end) {
            System.arraycopy(from, begin, bytes, size, end - begin);
            size += end - begin;
        }

        byte[] finish() {
            // the array is new, so that the zero at the end is there
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(size + 1);
            return Arrays.copyOf(bytes, size + 1);
        }
    }
}
