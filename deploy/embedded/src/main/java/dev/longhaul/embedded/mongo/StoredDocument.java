package dev.longhaul.embedded.mongo;

import de.bwaldvogel.mongo.bson.Document;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A document as it lies in the store. */
final class StoredDocument {

    private final SortableKey key;
    private final byte[] bson;

    StoredDocument(SortableKey key, byte[] bson) {
        this.key = key;
        this.bson = bson;
    }

    SortableKey key() {
        return key;
    }

    /** Bytes that it has in the store. */
    int size() {
        return bson.length;
    }

    /** A copy of its own for the caller. */
    Document decode() {
        return decode(null);
    }

    /**
     * As the other.
     *
     * @param fields
     *            which of its fields; null for all
     */
    Document decode(@Nullable Predicate<String> fields) {
        return BsonBytes.decode(bson, fields);
    }

    /** The document with only some of its fields. */
    StoredDocument only(Predicate<String> fields) {
        return new StoredDocument(key, BsonFields.only(bson, fields));
    }

    void appendTo(BsonWriter out) {
        out.addAll(bson, 0, bson.length);
    }
}
