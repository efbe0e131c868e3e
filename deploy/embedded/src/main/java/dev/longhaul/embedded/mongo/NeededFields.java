package dev.longhaul.embedded.mongo;

import de.bwaldvogel.mongo.bson.Document;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Which fields at the top of a document somebody needs. */
final class NeededFields {

    private NeededFields() {}

    /** What a search looks at and answers; null for all, or where it cannot be told. */
    static @Nullable Predicate<String> of(SearchRequest request, String idField) {
        Document projection = request.projection();
        Set<String> looked = new HashSet<>(Set.of(idField));
        if (projection == null || projection.isEmpty() || !addRoots(request.filter(), looked)
                || (request.orderBy() != null && !addRoots(request.orderBy(), looked))) {
            return null;
        }
        Boolean including = isIncluding(projection, idField);
        if (including == null) {
            return null;
        }
        if (including) {
            return addRoots(projection, looked) ? looked::contains : null;
        }
        return field -> looked.contains(field) || !projection.containsKey(field);
    }

    /** Adds the fields at the top that the keys are or lead into; false when one of them is an operator. */
    static boolean addRoots(Document paths, Set<String> roots) {
        for (String path : paths.keySet()) {
            if (path.isEmpty() || path.startsWith("$") || path.endsWith("$")) {
                return false;
            }
            roots.add(root(path));
        }
        return true;
    }

    static String root(String path) {
        int dot = path.indexOf('.');
        return dot < 0 ? path : path.substring(0, dot);
    }

    /** Whether the projection names what is wanted, or else what is not; null when it does neither or both. */
    private static @Nullable Boolean isIncluding(Document projection, String idField) {
        Boolean including = null;
        for (Map.Entry<String, Object> field : projection.entrySet()) {
            Boolean wanted = switch (field.getValue()) {
                case Number number -> number.doubleValue() != 0;
                case Boolean bool -> bool;
                case null, default -> null;
            };
            if (wanted == null) {
                return null;
            }
            if (!field.getKey().equals(idField)) {
                if (including != null && !including.equals(wanted)) {
                    return null;
                }
                including = wanted;
            }
        }
        return including;
    }
}
