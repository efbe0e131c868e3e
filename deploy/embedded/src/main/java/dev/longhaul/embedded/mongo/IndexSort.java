package dev.longhaul.embedded.mongo;

import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether reading a range of an index gives the order that is asked for. */
enum IndexSort {

    /** The range must be sorted after reading. */
    NONE,
    /** Reading the range forwards gives the order. */
    FORWARDS,
    /** Reading the range backwards gives the order. */
    BACKWARDS;

    static IndexSort of(OrderedKeys index, IndexRanges ranges, @Nullable Document orderBy) {
        if (orderBy == null || orderBy.isEmpty()) {
            return FORWARDS;
        }
        if (index.isMultikey() || !ranges.isOneRange()) {
            return NONE;
        }
        List<IndexKey> keys = withId(index.fields());
        List<String> constant = keys.subList(0, ranges.points()).stream().map(IndexKey::getKey).toList();
        int position = ranges.points();
        IndexSort direction = null;
        for (Map.Entry<String, Object> order : orderBy.entrySet()) {
            if (constant.contains(order.getKey())) {
                continue;
            }
            if (position == keys.size()) {
                break;
            }
            IndexSort wanted = direction(keys.get(position), order);
            if (wanted == NONE || (direction != null && direction != wanted)) {
                return NONE;
            }
            direction = wanted;
            position++;
        }
        return direction == null ? FORWARDS : direction;
    }

    private static IndexSort direction(IndexKey key, Map.Entry<String, Object> order) {
        if (!key.getKey().equals(order.getKey()) || !(order.getValue() instanceof Number number)) {
            return NONE;
        }
        return key.isAscending() == (number.intValue() > 0) ? FORWARDS : BACKWARDS;
    }

    /** What follows the id no longer matters, because no two documents share one. */
    private static List<IndexKey> withId(List<IndexKey> keys) {
        List<IndexKey> all = new ArrayList<>();
        for (IndexKey key : keys) {
            all.add(key);
            if (key.getKey().equals("_id")) {
                return all;
            }
        }
        all.add(new IndexKey("_id", true));
        return all;
    }
}
