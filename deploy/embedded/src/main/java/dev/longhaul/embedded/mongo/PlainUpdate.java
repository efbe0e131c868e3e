package dev.longhaul.embedded.mongo;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An update that only sets, removes, renames and counts fields at the top of a document, and adds to sets there, each
 * field once. Of any other the library knows how to do it, and takes several times as long.
 *
 * @param steps
 *            in the order of the update
 * @param fields
 *            all that it touches
 */
record PlainUpdate(List<FieldStep> steps, Set<String> fields) {

    /** Reads an update; null when it is not so plain, or changes the id. */
    static @Nullable PlainUpdate of(Document update, @Nullable String idField) {
        List<FieldStep> steps = new ArrayList<>();
        Set<String> touched = new HashSet<>();
        for (Map.Entry<String, Object> operator : update.entrySet()) {
            if (!(operator.getValue() instanceof Document fields)) {
                return null;
            }
            for (Map.Entry<String, Object> field : fields.entrySet()) {
                FieldStep step = FieldStep.of(operator.getKey(), field.getKey(), field.getValue());
                if (step == null) {
                    return null;
                }
                for (String name : step.fields()) {
                    if (!isPlain(name, idField) || !touched.add(name)) {
                        return null;
                    }
                }
                steps.add(step);
            }
        }
        // without operators it would replace the document
        return steps.isEmpty() ? null : new PlainUpdate(steps, touched);
    }

    private static boolean isPlain(String name, @Nullable String idField) {
        return !name.isEmpty() && name.indexOf('.') < 0 && !name.startsWith("$") && !name.equals(idField);
    }

    /**
     * The fields that it changes on this document, with their new values, or {@link Missing} for those that go.
     *
     * @param before
     *            at least with all of {@link #fields} that it has
     * @return null when it takes the library to tell, which may refuse it
     */
    @Nullable
    Map<String, @Nullable Object> changes(Document before) {
        Map<String, @Nullable Object> changes = new LinkedHashMap<>();
        for (FieldStep step : steps) {
            if (!step.change(before, changes)) {
                return null;
            }
        }
        return changes;
    }

    /** A copy of the document with changes. */
    static Document applied(Document before, Map<String, @Nullable Object> changes) {
        Document after = before.clone();
        changes.forEach((name, value) -> {
            if (value instanceof Missing) {
                after.remove(name);
            } else {
                after.put(name, value);
            }
        });
        return after;
    }
}
