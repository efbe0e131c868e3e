package dev.longhaul.embedded.mongo;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.ObjectId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A filter that names ids: what it finds is got by key, and need not be held against a list of ids again, which for a
 * thousand of them would be a million comparisons.
 *
 * @param ids
 *            by their keys, in order
 * @param rest
 *            what else the filter says
 */
record IdFilter(NavigableMap<SortableKey, Object> ids, Document rest) {

    /** Null when the filter does not name ids, or such that finding by them is not exact. */
    static @Nullable IdFilter of(Document filter, @Nullable String idField) {
        Collection<?> listed = idField == null ? null : idsOf(filter.get(idField));
        if (listed == null) {
            return null;
        }
        NavigableMap<SortableKey, Object> ids = new TreeMap<>();
        for (Object id : listed) {
            ids.put(SortableKey.of(id), id);
        }
        Document rest = filter.clone();
        rest.remove(idField);
        return new IdFilter(ids, rest);
    }

    /** The filter without the {@code $and} that drivers put around conditions, if each is about a field of its own. */
    static Document flat(Document filter) {
        if (filter.size() != 1 || !(filter.get("$and") instanceof Collection<?> parts)) {
            return filter;
        }
        Document flat = new Document();
        for (Object part : parts) {
            if (!(part instanceof Document conditions)) {
                return filter;
            }
            for (Map.Entry<String, Object> condition : conditions.entrySet()) {
                if (condition.getKey().startsWith("$") || flat.containsKey(condition.getKey())) {
                    return filter;
                }
                flat.put(condition.getKey(), condition.getValue());
            }
        }
        return flat;
    }

    private static @Nullable Collection<?> idsOf(@Nullable Object condition) {
        if (condition instanceof Document operators) {
            return operators.size() == 1 && operators.get("$in") instanceof Collection<?> ids
                    && ids.stream().allMatch(IdFilter::isExact) ? ids : null;
        }
        return isExact(condition) ? List.of(condition) : null;
    }

    /** Types whose sortable bytes are equal exactly when the values are. */
    private static boolean isExact(@Nullable Object id) {
        return id instanceof String || id instanceof ObjectId || id instanceof UUID || id instanceof Integer
                || id instanceof Long || id instanceof Double || id instanceof Boolean || id instanceof Instant;
    }
}
