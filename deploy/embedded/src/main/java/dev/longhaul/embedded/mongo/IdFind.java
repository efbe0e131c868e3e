package dev.longhaul.embedded.mongo;

import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A {@code find} by ids that is answered at once, with documents as they lie in the store: neither decoded, but for
 * what its filter looks at, nor encoded again.
 *
 * @param filter
 *            what it says besides the ids
 * @param left
 *            the fields that are left out of the answer
 * @param limit
 *            how many documents are wanted at most
 */
record IdFind(IdFilter ids, PlainFilter filter, Set<String> left, int limit) {

    /** Reads a command; null when it takes a search, or an answer in several batches. */
    static @Nullable IdFind of(Document command, @Nullable String idField) {
        Set<String> left = leftOut(command.get("projection"), idField);
        int limit = number(command, "limit", 0);
        int batch = number(command, "batchSize",
                Boolean.TRUE.equals(command.get("singleBatch")) ? 0 : ListCursor.DEFAULT_BATCH);
        if (!(command.get("filter") instanceof Document condition) || left == null || !isEmpty(command.get("sort"))
                || number(command, "skip", 0) != 0 || limit < 0 || batch < 0) {
            return null;
        }
        IdFilter ids = IdFilter.of(IdFilter.flat(condition), idField);
        if (ids == null || (batch > 0 && ids.ids().size() > batch)) {
            return null;
        }
        PlainFilter filter = PlainFilter.of(ids.rest());
        return filter == null ? null : new IdFind(ids, filter, left, limit == 0 ? Integer.MAX_VALUE : limit);
    }

    private static boolean isEmpty(@Nullable Object document) {
        return document == null || (document instanceof Document fields && fields.isEmpty());
    }

    private static int number(Document command, String option, int absent) {
        Object value = command.get(option);
        return value == null ? absent : value instanceof Number number ? number.intValue() : -1;
    }

    /** The fields that a projection leaves out; null when it does anything else. */
    private static @Nullable Set<String> leftOut(@Nullable Object projection, @Nullable String idField) {
        Set<String> left = new HashSet<>();
        if (isEmpty(projection)) {
            return left;
        }
        if (!(projection instanceof Document fields)) {
            return null;
        }
        for (Map.Entry<String, Object> field : fields.entrySet()) {
            String name = field.getKey();
            if (!(field.getValue() instanceof Integer wanted) || wanted != 0 || name.isEmpty()
                    || name.indexOf('.') >= 0 || name.startsWith("$") || name.equals(idField)) {
                return null;
            }
            left.add(name);
        }
        return left;
    }

    /**
     * What is found, in the order of the ids; null when it takes the library to tell, or is too much for one batch.
     *
     * @param examined
     *            counts every document that is held against the filter
     */
    @Nullable
    List<StoredDocument> in(DocumentMap documents, LongAdder examined) {
        Set<String> looked = new HashSet<>();
        filter.addFields(looked);
        Predicate<String> kept = name -> !left.contains(name);
        List<StoredDocument> found = new ArrayList<>();
        long bytes = 0;
        int looks = 0;
        for (SortableKey key : ids.ids().keySet()) {
            byte[] bson = documents.get(key);
            if (bson == null) {
                continue;
            }
            looks++;
            StoredDocument stored = new StoredDocument(key, bson);
            Boolean matches = looked.isEmpty()
                    ? Boolean.TRUE
                    : filter.matches(stored.decode(looked::contains));
            if (matches == null) {
                return null;
            }
            if (matches) {
                found.add(left.isEmpty() ? stored : stored.only(kept));
                bytes += stored.size();
            }
            if (bytes > ResultPages.PAGE_BYTES) {
                return null;
            }
            if (found.size() == limit) {
                break;
            }
        }
        examined.add(looks);
        return found;
    }
}
