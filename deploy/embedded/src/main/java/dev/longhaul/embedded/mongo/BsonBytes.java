package dev.longhaul.embedded.mongo;

import de.bwaldvogel.mongo.bson.Document;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Documents as they are stored: BSON. Whoever reads one gets a copy of his own, which matters because mongo-java-server
 * changes documents in place while it updates them.
 */
final class BsonBytes {

    private BsonBytes() {}

    /** Throws {@link IllegalArgumentException} for a value that BSON does not know. */
    static byte[] encode(Document document) {
        return new BsonWriter(1024).document(document).toByteArray();
    }

    static Document decode(byte[] bytes) {
        return decode(bytes, null);
    }

    /**
     * As the other.
     *
     * @param fields
     *            which of the fields at its top; null for all
     */
    static Document decode(byte[] bytes, @Nullable Predicate<String> fields) {
        return new BsonReader(bytes, 0).document(fields);
    }
}
