package dev.longhaul.embedded.mongo;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.bson.Document;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A plain update of documents that are named by their ids: of each it reads what the filter and the update look at, and
 * leaves the other bytes as they are. Runs under the collection's write lock.
 */
final class IdUpdate {

    private final StoreCollection collection;
    private final Document filter;
    private final @Nullable PlainFilter plainFilter;
    private final BiPredicate<Document, Document> library;
    private final PlainUpdate update;
    private final List<SortedIndex> touched;
    private final @Nullable Predicate<String> needed;
    /** What several documents get alike is encoded once. */
    private final Map<String, Element> elements = new HashMap<>();
    private int matched;
    private int modified;

    /**
     * @param filter
     *            what the documents are held against besides their ids
     * @param library
     *            holds a document against a filter of any kind
     */
    IdUpdate(StoreCollection collection, Document filter, PlainUpdate update, List<SortedIndex> indexes,
            BiPredicate<Document, Document> library) {
        this.collection = collection;
        this.filter = filter;
        this.plainFilter = PlainFilter.of(filter);
        this.library = library;
        this.update = update;
        this.touched = indexes.stream().filter(index -> index.isTouchedBy(update)).toList();
        this.needed = needed(collection.idField());
    }

    int matched() {
        return matched;
    }

    int modified() {
        return modified;
    }

    /** Null for all. */
    private @Nullable Predicate<String> needed(String idField) {
        Set<String> fields = new HashSet<>(update.fields());
        fields.add(idField);
        boolean known = NeededFields.addRoots(filter, fields);
        for (SortedIndex index : touched) {
            known &= index.addRoots(fields);
        }
        return known ? fields::contains : null;
    }

    /**
     * Updates one document, if it is there and matches.
     *
     * @return false when it takes the library to do it, and nothing was done
     */
    boolean apply(SortableKey key) {
        byte[] stored = collection.documents().get(key);
        if (stored == null) {
            return true;
        }
        Document before = BsonBytes.decode(stored, needed);
        collection.countExamined();
        if (!matches(before)) {
            return true;
        }
        Map<String, @Nullable Object> changes = update.changes(before);
        if (changes == null) {
            return false;
        }
        matched++;
        if (!changes.isEmpty()) {
            modified++;
            change(key, stored, before, changes);
        }
        return true;
    }

    private boolean matches(Document document) {
        Boolean plainly = plainFilter == null ? null : plainFilter.matches(document);
        return plainly == null ? library.test(document, filter) : plainly;
    }

    private void change(SortableKey key, byte[] stored, Document before, Map<String, @Nullable Object> changes) {
        if (!touched.isEmpty()) {
            Document after = PlainUpdate.applied(before, changes);
            touched.forEach(index -> index.checkUpdate(before, after, collection));
            touched.forEach(index -> index.updateInPlace(before, after, key, collection));
        }
        Map<String, byte[]> bytes = new LinkedHashMap<>();
        changes.forEach((name, value) -> bytes.put(name, element(name, value)));
        collection.documents().put(key, BsonFields.changed(stored, bytes));
    }

    private byte[] element(String name, @Nullable Object value) {
        if (value instanceof Missing) {
            return BsonFields.GONE;
        }
        Element known = elements.get(name);
        if (known == null || !Objects.equals(known.value, value)) {
            known = new Element(name, value);
            elements.put(name, known);
        }
        return known.bytes;
    }

    private static final class Element {

        private final @Nullable Object value;
        private final byte[] bytes;

        Element(String name, @Nullable Object value) {
            this.value = value;
            this.bytes = BsonFields.element(name, value);
        }
    }
}
