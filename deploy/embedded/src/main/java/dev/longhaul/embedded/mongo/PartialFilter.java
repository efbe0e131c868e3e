package dev.longhaul.embedded.mongo;

import de.bwaldvogel.mongo.backend.DefaultQueryMatcher;
import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.QueryMatcher;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A partial index's {@code partialFilterExpression}. */
record PartialFilter(Document expression) {

    boolean includes(Document document) {
        for (Map.Entry<String, Object> condition : expression.entrySet()) {
            Object value = condition.getValue() instanceof Document operators && operators.size() == 1
                    && Boolean.TRUE.equals(operators.get("$exists"))
                            ? IndexEntries.valueOf(document, condition.getKey())
                            : List.of();
            if (value instanceof Collection) {
                QueryMatcher matcher = new DefaultQueryMatcher();
                return matcher.matches(document, expression);
            }
            if (value instanceof Missing) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether the filter surely leaves only documents that the index holds. Equality and {@code $exists: true} are
     * understood; any other condition must stand in the filter as it stands here.
     */
    boolean isImpliedBy(FilterBounds filter) {
        for (Map.Entry<String, Object> condition : expression.entrySet()) {
            if (!isImplied(condition.getKey(), condition.getValue(), filter)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isImplied(String field, @Nullable Object condition, FilterBounds filter) {
        if (filter.conditionsOn(field).contains(condition)) {
            return true;
        }
        FieldBounds bounds = filter.of(field);
        if (bounds == null) {
            return false;
        }
        if (condition instanceof Document operators && operators.size() == 1) {
            if (operators.containsKey("$exists")) {
                return Utils.isTrue(operators.get("$exists")) && bounds.excludesMissing();
            }
            return operators.containsKey("$eq") && bounds.isOnly(SortableKey.of(operators.get("$eq")));
        }
        return !(condition instanceof Document) && bounds.isOnly(SortableKey.of(condition));
    }
}
