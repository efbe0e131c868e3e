package dev.longhaul.embedded.mongo;

import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.MaxKey;
import de.bwaldvogel.mongo.bson.MinKey;
import de.bwaldvogel.mongo.bson.ObjectId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The bounds of a filter's fields, from its top level and its {@code $and}s. What is not understood is left out: bounds
 * only narrow the search, and every document found is held against the whole filter again.
 */
final class FilterBounds {

    private final Map<String, FieldBounds> bounds = new HashMap<>();
    private final Map<String, List<@Nullable Object>> conditions = new HashMap<>();

    private FilterBounds() {}

    static FilterBounds of(Document filter) {
        FilterBounds parsed = new FilterBounds();
        parsed.addAll(filter);
        return parsed;
    }

    @Nullable
    FieldBounds of(String field) {
        return bounds.get(field);
    }

    /** All that the filter says about the field as it stands there. */
    List<@Nullable Object> conditionsOn(String field) {
        return conditions.getOrDefault(field, List.of());
    }

    private void addAll(Document filter) {
        filter.forEach((field, condition) -> {
            if (field.equals("$and") && condition instanceof Collection<?> parts) {
                for (Object part : parts) {
                    if (part instanceof Document document) {
                        addAll(document);
                    }
                }
            } else if (!field.startsWith("$") && !field.isEmpty() && !hasArrayPosition(field)) {
                add(field, condition);
            }
        });
    }

    private void add(String field, @Nullable Object condition) {
        conditions.computeIfAbsent(field, name -> new ArrayList<>()).add(condition);
        FieldBounds understood = boundsOf(condition);
        if (understood != null) {
            bounds.merge(field, understood, FieldBounds::and);
        }
    }

    private static @Nullable FieldBounds boundsOf(@Nullable Object condition) {
        if (!(condition instanceof Document operators) || isValue(operators)) {
            return isPoint(condition) ? FieldBounds.points(List.of(SortableKey.of(condition))) : null;
        }
        FieldBounds all = null;
        for (Map.Entry<String, Object> operator : operators.entrySet()) {
            FieldBounds one = boundsOf(operator.getKey(), operator.getValue());
            if (one != null) {
                all = all == null ? one : all.and(one);
            }
        }
        return all;
    }

    private static @Nullable FieldBounds boundsOf(String operator, @Nullable Object operand) {
        return switch (operator) {
            case "$eq" -> isPoint(operand) ? FieldBounds.points(List.of(SortableKey.of(operand))) : null;
            case "$in" -> in(operand);
            case "$gt" -> isOrdered(operand) ? FieldBounds.range(end(operand, false), null) : null;
            case "$gte" -> isOrdered(operand) ? FieldBounds.range(end(operand, true), null) : null;
            case "$lt" -> isOrdered(operand) ? FieldBounds.range(null, end(operand, false)) : null;
            case "$lte" -> isOrdered(operand) ? FieldBounds.range(null, end(operand, true)) : null;
            default -> null;
        };
    }

    private static @Nullable FieldBounds in(@Nullable Object operand) {
        if (!(operand instanceof Collection<?> values) || !values.stream().allMatch(FilterBounds::isPoint)) {
            return null;
        }
        List<SortableKey> points = new ArrayList<>(values.size());
        for (Object value : values) {
            points.add(SortableKey.of(value));
        }
        return FieldBounds.points(points);
    }

    private static FieldBounds.End end(@Nullable Object value, boolean inclusive) {
        return new FieldBounds.End(SortableKey.of(value), inclusive);
    }

    /** A value that stands in an index as a whole: an array does not, its elements do. */
    private static boolean isPoint(@Nullable Object value) {
        return !(value instanceof Collection) && !(value instanceof BsonRegularExpression) && !(value instanceof MinKey)
                && !(value instanceof MaxKey) && (!(value instanceof Document document) || isValue(document));
    }

    private static boolean isValue(Document document) {
        return document.keySet().stream().noneMatch(key -> key.startsWith("$"));
    }

    private static boolean isOrdered(@Nullable Object value) {
        return value instanceof Number || value instanceof String || value instanceof Instant
                || value instanceof Boolean
                || value instanceof ObjectId || value instanceof UUID || value instanceof BsonTimestamp;
    }

    /** {@code tags.0} is a place in an array, which no index here holds. */
    private static boolean hasArrayPosition(String field) {
        if (field.indexOf('.') < 0) {
            return !field.isEmpty() && field.chars().allMatch(Character::isDigit);
        }
        for (String part : field.split("\\.", -1)) {
            if (!part.isEmpty() && part.chars().allMatch(Character::isDigit)) {
                return true;
            }
        }
        return false;
    }
}
