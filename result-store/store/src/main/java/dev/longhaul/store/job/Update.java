package dev.longhaul.store.job;

import java.util.Collection;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.codecs.configuration.CodecRegistry;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * An update of a job's document: what stands under each of MongoDB's operators. Of two changes of a field by the same
 * operator the later one stands.
 * <p>
 * It is one plain document, which the driver writes into its message without a copy on the way; the driver's own
 * builders are turned into a second document first, which takes twice the time, and a job is updated several times. Not
 * thread-safe while it is built.
 */
final class Update implements Bson {

    private final Document operators = new Document();

    Update set(String field, @Nullable Object value) {
        return put("$set", field, value);
    }

    /** Sets all fields of the document. */
    Update set(Document fields) {
        fields.forEach(this::set);
        return this;
    }

    Update unset(String... fields) {
        for (String field : fields) {
            put("$unset", field, "");
        }
        return this;
    }

    Update rename(String field, String to) {
        return put("$rename", field, to);
    }

    Update increment(String field, int by) {
        return put("$inc", field, by);
    }

    /** Sets a field that is absent, or later than this. */
    Update min(String field, Object value) {
        return put("$min", field, value);
    }

    Update push(String field, Object element) {
        return put("$push", field, element);
    }

    /** Adds those that the field's list does not have yet. */
    Update addToSet(String field, Collection<Document> elements) {
        return put("$addToSet", field, new Document("$each", elements));
    }

    /** Takes those out of the field's list that have all that the document has. */
    Update pull(String field, Document like) {
        return put("$pull", field, like);
    }

    private Update put(String operator, String field, @Nullable Object value) {
        ((Document) operators.computeIfAbsent(operator, added -> new Document())).append(field, value);
        return this;
    }

    @Override
    public <T> BsonDocument toBsonDocument(Class<T> type, CodecRegistry registry) {
        return operators.toBsonDocument(type, registry);
    }
}
