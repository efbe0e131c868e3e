package dev.longhaul.embedded.mongo;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.bson.Document;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A filter that holds fields at the top of a document to single values, or to being there. Of any other the library
 * knows what it means, and takes several times as long.
 */
record PlainFilter(List<Condition> conditions) {

    /** Reads a filter; null when it is not so plain. */
    static @Nullable PlainFilter of(Document filter) {
        List<Condition> conditions = new ArrayList<>(filter.size());
        for (Map.Entry<String, Object> field : filter.entrySet()) {
            Condition condition = Condition.of(field.getKey(), field.getValue());
            if (condition == null) {
                return null;
            }
            conditions.add(condition);
        }
        return new PlainFilter(conditions);
    }

    void addFields(Set<String> fields) {
        conditions.forEach(condition -> fields.add(condition.field()));
    }

    /** Whether the document matches; null when it takes the library to tell. */
    @Nullable
    Boolean matches(Document document) {
        boolean all = true;
        for (Condition condition : conditions) {
            Object value = document.getOrMissing(condition.field());
            if (value instanceof Collection || value instanceof Document) {
                return null;
            }
            all &= condition.holds(value);
        }
        return all;
    }

    /**
     * What the filter says about one field.
     *
     * @param values
     *            one of them it is to have
     * @param exists
     *            whether it is to be there; null when it is to have a value
     */
    record Condition(String field, Collection<?> values, @Nullable Boolean exists) {

        static @Nullable Condition of(String field, @Nullable Object condition) {
            if (field.isEmpty() || field.indexOf('.') >= 0 || field.startsWith("$")) {
                return null;
            }
            if (!(condition instanceof Document operators)) {
                List<@Nullable Object> only = new ArrayList<>(1);
                only.add(condition);
                return isSingle(condition) ? new Condition(field, only, null) : null;
            }
            if (operators.size() != 1) {
                return null;
            }
            if (operators.get("$exists") instanceof Boolean exists) {
                return new Condition(field, List.of(), exists);
            }
            return operators.get("$in") instanceof Collection<?> values && values.stream().allMatch(
                    Condition::isSingle) ? new Condition(field, values, null) : null;
        }

        /** A value that is equal to another when Java says so, but for the numbers' types. */
        private static boolean isSingle(@Nullable Object value) {
            return value == null || value instanceof String || value instanceof Integer || value instanceof Long
                    || value instanceof Boolean || value instanceof Instant;
        }

        boolean holds(@Nullable Object value) {
            if (exists != null) {
                return exists == !(value instanceof Missing);
            }
            for (Object wanted : values) {
                if (isEqual(wanted, value)) {
                    return true;
                }
            }
            return false;
        }

        private static boolean isEqual(@Nullable Object wanted, @Nullable Object value) {
            return switch (wanted) {
                case null -> value == null || value instanceof Missing;
                case Number number -> number.equals(value)
                        || (value instanceof Number && SortableKey.of(number).equals(SortableKey.of(value)));
                default -> wanted.equals(value);
            };
        }
    }
}
