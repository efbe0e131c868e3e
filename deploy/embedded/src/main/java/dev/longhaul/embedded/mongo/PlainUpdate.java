package dev.longhaul.embedded.mongo;

import de.bwaldvogel.mongo.bson.Document;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An update that only sets fields to single values, removes fields and renames them. Of any other the library knows how
 * to do it, and takes several times as long.
 *
 * @param set
 *            fields and their new values
 * @param unset
 *            fields that go
 * @param rename
 *            fields and their new names
 */
record PlainUpdate(Document set, Set<String> unset, Map<String, String> rename) {

    /** Reads an update; null when it is not so plain, or changes the id. */
    static @Nullable PlainUpdate of(Document update, @Nullable String idField) {
        Document set = new Document();
        Set<String> unset = new HashSet<>();
        Map<String, String> rename = new HashMap<>();
        for (Map.Entry<String, Object> operator : update.entrySet()) {
            if (!(operator.getValue() instanceof Document fields)) {
                return null;
            }
            for (Map.Entry<String, Object> field : fields.entrySet()) {
                String name = field.getKey();
                if (!isPlain(name, idField)) {
                    return null;
                }
                if (operator.getKey().equals("$set") && isSingle(field.getValue())) {
                    set.put(name, field.getValue());
                } else if (operator.getKey().equals("$unset")) {
                    unset.add(name);
                } else if (operator.getKey().equals("$rename") && field.getValue() instanceof String to
                        && isPlain(to, idField)) {
                    rename.put(name, to);
                } else {
                    return null;
                }
            }
        }
        return isWithoutConflict(set, unset, rename) ? new PlainUpdate(set, unset, rename) : null;
    }

    private static boolean isPlain(String name, @Nullable String idField) {
        return !name.isEmpty() && name.indexOf('.') < 0 && !name.startsWith("$") && !name.equals(idField);
    }

    /** Each field is touched once. */
    private static boolean isWithoutConflict(Document set, Set<String> unset, Map<String, String> rename) {
        Set<String> touched = new HashSet<>();
        return Stream.of(set.keySet(), unset, rename.keySet(), rename.values()).flatMap(Collection::stream)
                .allMatch(touched::add);
    }

    private static boolean isSingle(@Nullable Object value) {
        return value instanceof String || value instanceof Instant || value instanceof Number
                || value instanceof Boolean;
    }

    /** What it comes to on this document, without renames. */
    PlainUpdate on(Document before) {
        if (rename.keySet().stream().noneMatch(before::containsKey)) {
            return new PlainUpdate(set, unset, Map.of());
        }
        Document moved = set.clone();
        Set<String> gone = new HashSet<>(unset);
        rename.forEach((from, to) -> {
            if (before.containsKey(from)) {
                moved.put(to, before.get(from));
                gone.add(from);
            }
        });
        return new PlainUpdate(moved, gone, Map.of());
    }

    /** A new version of a document, of an update without renames; null when nothing would change. */
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
        return set.containsKey(field) || unset.contains(field) || rename.containsKey(field)
                || rename.containsValue(field);
    }
}
