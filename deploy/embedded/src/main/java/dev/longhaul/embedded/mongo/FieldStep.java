package dev.longhaul.embedded.mongo;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.NumericUtils;
import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What an update does with one field, or with two of which one takes the other's place. */
sealed interface FieldStep {

    /** Null for an operator or a value that is not known here. */
    static @Nullable FieldStep of(String operator, String field, @Nullable Object value) {
        return switch (operator) {
            case "$set" -> new SetTo(field, value);
            case "$unset" -> new Unset(field);
            case "$rename" -> value instanceof String to ? new Rename(field, to) : null;
            case "$inc" -> value instanceof Number by ? new Increase(field, by) : null;
            case "$addToSet" -> AddToSet.of(field, value);
            default -> null;
        };
    }

    /** What it is about. */
    String field();

    /** The fields that it touches. */
    default List<String> fields() {
        return List.of(field());
    }

    /** Adds what it changes; false when the library has to tell. */
    boolean change(Document before, Map<String, @Nullable Object> changes);

    /** Whether two values are the same to the library, which takes 1 and 1.0 for the same. */
    private static boolean isSame(@Nullable Object one, @Nullable Object other) {
        if (one == null || other == null || one instanceof String || other instanceof String) {
            return Objects.equals(one, other);
        }
        return one.equals(other) || SortableKey.of(one).equals(SortableKey.of(other));
    }

    /** {@code $set}. */
    record SetTo(String field, @Nullable Object value) implements FieldStep {

        @Override
        public boolean change(Document before, Map<String, @Nullable Object> changes) {
            Object old = before.getOrMissing(field);
            if (old instanceof Missing || !isSame(old, value)) {
                changes.put(field, value);
            }
            return true;
        }
    }

    /** {@code $unset}. */
    record Unset(String field) implements FieldStep {

        @Override
        public boolean change(Document before, Map<String, @Nullable Object> changes) {
            if (before.containsKey(field)) {
                changes.put(field, Missing.getInstance());
            }
            return true;
        }
    }

    /** {@code $rename}. */
    record Rename(String field, String to) implements FieldStep {

        @Override
        public List<String> fields() {
            return List.of(field, to);
        }

        @Override
        public boolean change(Document before, Map<String, @Nullable Object> changes) {
            if (before.containsKey(field)) {
                changes.put(field, Missing.getInstance());
                changes.put(to, before.get(field));
            }
            return true;
        }
    }

    /** {@code $inc}. */
    record Increase(String field, Number by) implements FieldStep {

        @Override
        public boolean change(Document before, Map<String, @Nullable Object> changes) {
            Object old = before.get(field);
            if (old != null && !(old instanceof Number)) {
                return false;
            }
            Number sum = NumericUtils.addNumbers(old instanceof Number number ? number : 0, by);
            if (old == null || !isSame(old, sum)) {
                changes.put(field, sum);
                return true;
            }
            // of another type, it is written but does not count as modified
            return sum.equals(old);
        }
    }

    /**
     * {@code $addToSet}.
     *
     * @param values
     *            one, or those of {@code $each}
     */
    record AddToSet(String field, Collection<?> values) implements FieldStep {

        static @Nullable AddToSet of(String field, @Nullable Object value) {
            if (!(value instanceof Document document)) {
                List<@Nullable Object> only = new ArrayList<>();
                only.add(value);
                return new AddToSet(field, only);
            }
            if (document.get("$each") instanceof Collection<?> each && document.size() == 1) {
                return new AddToSet(field, each);
            }
            return document.isEmpty() || document.containsKey("$each") ? null : new AddToSet(field, List.of(document));
        }

        @Override
        public boolean change(Document before, Map<String, @Nullable Object> changes) {
            Object old = before.get(field);
            if (old != null && !(old instanceof List)) {
                return false;
            }
            List<@Nullable Object> set = old instanceof List<?> list ? new ArrayList<>(list) : new ArrayList<>();
            boolean added = false;
            for (Object value : values) {
                if (!set.contains(value)) {
                    added |= set.add(value);
                }
            }
            if (added || old == null) {
                changes.put(field, set);
            }
            return true;
        }
    }
}
