package dev.longhaul.embedded.mongo;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a filter says about one field, as far as an index can use it: that it has one of some values, or lies in a range
 * within one type. Documents that match the filter lie within the bounds; others may too.
 *
 * @param points
 *            the values, sorted and distinct, or null when the field is not held to single values
 * @param lower
 *            the lower end of the range, if any
 * @param upper
 *            the upper end of the range, if any
 */
record FieldBounds(@Nullable List<SortableKey> points, @Nullable End lower, @Nullable End upper) {

    /** One end of a range. */
    record End(SortableKey value, boolean inclusive) {}

    static FieldBounds points(List<SortableKey> values) {
        return new FieldBounds(values.stream().sorted().distinct().toList(), null, null);
    }

    static FieldBounds range(@Nullable End lower, @Nullable End upper) {
        boolean oneType = lower == null || upper == null || lower.value().rank() == upper.value().rank();
        return new FieldBounds(null, lower, oneType ? upper : null);
    }

    boolean isOnly(SortableKey value) {
        return points != null && points.size() == 1 && points.getFirst().equals(value);
    }

    /** Whether a document without the field, or with null in it, is out of the bounds. */
    boolean excludesMissing() {
        return points == null || points.stream().noneMatch(value -> value.rank() == SortableBytes.NULL);
    }

    /** Both bounds hold for one and the same field; either alone keeps all documents that match. */
    FieldBounds and(FieldBounds other) {
        if (points != null || other.points != null) {
            boolean mine = points != null && (other.points == null || points.size() <= other.points.size());
            return mine ? this : other;
        }
        return range(lower != null ? lower : other.lower, upper != null ? upper : other.upper);
    }

    /** For a field with arrays: its range may be met by two different elements, so only one end can be used. */
    FieldBounds withOneEnd() {
        return lower != null && upper != null ? new FieldBounds(null, lower, null) : this;
    }
}
