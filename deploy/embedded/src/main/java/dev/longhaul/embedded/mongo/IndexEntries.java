package dev.longhaul.embedded.mongo;

import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one document in one index: the bytes of its fields, each once for every combination of the elements of
 * arrays. Missing and empty stand there as null, so that the entries of an index without conditions hold every
 * document.
 *
 * @param fields
 *            the fields' bytes, one for each entry
 * @param fromArray
 *            whether a field held an array
 */
record IndexEntries(List<SortableKey> fields, boolean fromArray) {

    static IndexEntries of(Document document, List<IndexKey> keys) {
        ByteSink only = new ByteSink();
        for (IndexKey key : keys) {
            Object value = valueOf(document, key.getKey());
            if (value instanceof Collection) {
                return ofArrays(document, keys);
            }
            append(only, value, key.isAscending());
        }
        return new IndexEntries(List.of(new SortableKey(only.toByteArray())), false);
    }

    private static IndexEntries ofArrays(Document document, List<IndexKey> keys) {
        List<ByteSink> sinks = List.of(new ByteSink());
        for (IndexKey key : keys) {
            Object value = valueOf(document, key.getKey());
            if (value instanceof Collection<?> elements) {
                sinks = multiply(sinks, elements, key.isAscending());
            } else {
                for (ByteSink sink : sinks) {
                    append(sink, value, key.isAscending());
                }
            }
        }
        return new IndexEntries(sinks.stream().map(sink -> new SortableKey(sink.toByteArray())).toList(), true);
    }

    private static List<ByteSink> multiply(List<ByteSink> sinks, Collection<?> elements, boolean ascending) {
        List<ByteSink> product = new ArrayList<>();
        for (ByteSink sink : sinks) {
            if (elements.isEmpty()) {
                product.add(continued(sink, null, ascending));
            }
            for (Object element : elements) {
                product.add(continued(sink, element, ascending));
            }
        }
        return product;
    }

    private static ByteSink continued(ByteSink sink, @Nullable Object value, boolean ascending) {
        ByteSink copy = new ByteSink().addAll(sink.toByteArray());
        append(copy, value, ascending);
        return copy;
    }

    static void append(ByteSink sink, @Nullable Object value, boolean ascending) {
        int start = sink.size();
        SortableBytes.append(sink, value);
        if (!ascending) {
            sink.invertFrom(start);
        }
    }

    /** The field's value, or the library's {@link Missing}. */
    static @Nullable Object valueOf(Document document, String field) {
        int dot = field.indexOf('.');
        if (dot < 0) {
            return document.getOrMissing(field);
        }
        // the library takes every path apart with a regular expression
        return switch (document.getOrMissing(field.substring(0, dot))) {
            case Document inside -> valueOf(inside, field.substring(dot + 1));
            case Collection<?> elements -> Utils.getSubdocumentValueCollectionAware(document, field);
            case null, default -> Missing.getInstance();
        };
    }

    static boolean hasAnyField(Document document, List<IndexKey> keys) {
        for (IndexKey key : keys) {
            if (exists(document, key.getKey())) {
                return true;
            }
        }
        return false;
    }

    private static boolean exists(Document document, String field) {
        Object value = valueOf(document, field);
        if (value instanceof Collection<?> values && field.indexOf('.') >= 0) {
            return values.stream().anyMatch(element -> !(element instanceof Missing));
        }
        return !(value instanceof Missing);
    }
}
