package dev.longhaul.embedded.mongo;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.ObjectId;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What can be spared when a filter names ids: documents that were found by their ids need not be held against a list of
 * them again, which for a thousand ids would be a million comparisons.
 */
final class IdFilter {

    private IdFilter() {}

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

    /** The request with the ids left out of its filter, if finding by them is exact. */
    static SearchRequest withoutIds(SearchRequest request, String idField) {
        Document filter = request.filter();
        if (FilterBounds.of(filter).conditionsOn(idField).size() != 1 || idsOf(filter.get(idField)) == null) {
            return request;
        }
        Document rest = filter.clone();
        rest.remove(idField);
        return new SearchRequest(rest, request.orderBy(), request.skip(), request.limit(), request.batchSize(),
                request.projection());
    }

    /** The filter once for each of its ids, or just the filter when it does not list any. */
    static Collection<Document> one(Document filter, String idField) {
        Collection<?> ids = filter.get(idField) instanceof Document ? idsOf(filter.get(idField)) : null;
        if (ids == null) {
            return List.of(filter);
        }
        Map<SortableKey, Document> each = new LinkedHashMap<>();
        for (Object id : ids) {
            Document one = filter.clone();
            one.put(idField, id);
            each.put(SortableKey.of(id), one);
        }
        return each.values();
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
