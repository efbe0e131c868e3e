package dev.longhaul.embedded.mongo;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Changes documents by the fields at their top, without a look into what those hold: most searches and updates need a
 * few fields of a job, and not its prompt and its answer. The format is BSON 1.1, see https://bsonspec.org/spec.html.
 */
final class BsonFields {

    /** What stands for a field that goes. */
    static final byte[] GONE = new byte[0];
    private static final int LENGTH_BYTES = Integer.BYTES;

    private BsonFields() {}

    /** The document with only some of its fields. */
    static byte[] only(byte[] document, Predicate<String> fields) {
        BsonWriter out = new BsonWriter(document.length).int32(0);
        BsonReader reader = new BsonReader(document, LENGTH_BYTES);
        int from = reader.position();
        for (byte type = reader.int8(); type != 0; type = reader.int8()) {
            String name = reader.name();
            reader.skip(type);
            if (fields.test(name)) {
                out.addAll(document, from, reader.position());
            }
            from = reader.position();
        }
        return finish(out);
    }

    /**
     * The document with some fields set and some removed. A field that is there keeps its place, a new one comes last.
     *
     * @param changes
     *            each field from {@link #element}, or {@link #GONE}
     */
    static byte[] changed(byte[] document, Map<String, byte[]> changes) {
        int most = document.length;
        for (byte[] change : changes.values()) {
            most += change.length;
        }
        BsonWriter out = new BsonWriter(most).int32(0);
        Set<String> there = new HashSet<>();
        BsonReader reader = new BsonReader(document, LENGTH_BYTES);
        int copied = LENGTH_BYTES;
        int from = copied;
        for (byte type = reader.int8(); type != 0; type = reader.int8()) {
            String name = reader.name();
            reader.skip(type);
            byte[] change = changes.get(name);
            if (change != null) {
                there.add(name);
                out.addAll(document, copied, from).addAll(change, 0, change.length);
                copied = reader.position();
            }
            from = reader.position();
        }
        out.addAll(document, copied, from);
        changes.forEach((name, change) -> {
            if (!there.contains(name)) {
                out.addAll(change, 0, change.length);
            }
        });
        return finish(out);
    }

    /** A field as it stands in a document. */
    static byte[] element(String name, @Nullable Object value) {
        return new BsonWriter(64).element(name, value).toByteArray();
    }

    private static byte[] finish(BsonWriter out) {
        return out.int8(0).setInt32(0, out.size()).toByteArray();
    }
}
