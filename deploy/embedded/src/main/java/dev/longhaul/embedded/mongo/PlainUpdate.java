package dev.longhaul.embedded.mongo;

import de.bwaldvogel.mongo.bson.Document;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An update that only sets fields to single values and removes fields. Of any other the library knows how to do it, and
 * takes several times as long.
 *
 * @param set
 *            fields and their new values
 * @param unset
 *            fields that go
 */
record PlainUpdate(Document set, Set<String> unset) {

    /** Reads an update; null when it is not so plain, or changes the id. */
    static @Nullable PlainUpdate of(Document update, @Nullable String idField) {
        Document set = new Document();
        Set<String> unset = new HashSet<>();
        for (Map.Entry<String, Object> operator : update.entrySet()) {
            if (!(operator.getValue() instanceof Document fields)) {
                return null;
            }
            for (Map.Entry<String, Object> field : fields.entrySet()) {
                String name = field.getKey();
                if (name.isEmpty() || name.indexOf('.') >= 0 || name.startsWith("$") || name.equals(idField)) {
                    return null;
                }
                if (operator.getKey().equals("$set") && isSingle(field.getValue())) {
                    set.put(name, field.getValue());
                } else if (operator.getKey().equals("$unset")) {
                    unset.add(name);
                } else {
                    return null;
                }
            }
        }
        return set.keySet().stream().anyMatch(unset::contains) ? null : new PlainUpdate(set, unset);
    }

    private static boolean isSingle(@Nullable Object value) {
        return value instanceof String || value instanceof Instant || value instanceof Number
                || value instanceof Boolean;
    }

    /** A new version of a document; null when nothing would change. */
    @Nullable
    Document applied(Document before) {
        if (!changes(before)) {
            return null;
        }
        Document after = before.clone();
        unset.forEach(after::remove);
        after.putAll(set);
        return after;
    }

    private boolean changes(Document before) {
        for (Map.Entry<String, Object> field : set.entrySet()) {
            Object old = before.get(field.getKey());
            // as the library, which takes 1 and 1.0 for the same
            if (!isSingle(old) || !SortableKey.of(old).equals(SortableKey.of(field.getValue()))) {
                return true;
            }
        }
        return unset.stream().anyMatch(before::containsKey);
    }

    /** Whether the field, or the one that the path leads into, may change. */
    boolean touches(String path) {
        int dot = path.indexOf('.');
        String field = dot < 0 ? path : path.substring(0, dot);
        return set.containsKey(field) || unset.contains(field);
    }
}
