package dev.longhaul.embedded.mongo;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.DuplicateKeyError;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * A secondary index in memory, built anew when the store is opened. An entry is the bytes of the fields followed by
 * those of the document's key. Changes come under the collection's write lock; iterators may go on outside of any lock.
 */
final class SortedIndex extends Index<SortableKey> implements OrderedKeys {

    private final IndexDefinition definition;
    private final ConcurrentNavigableMap<SortableKey, SortableKey> entries = new ConcurrentSkipListMap<>();
    /** The fields at the top of a document that its entries come from. */
    private final Set<String> roots = new HashSet<>();
    private final boolean rootsKnown;
    private volatile boolean multikey;

    SortedIndex(IndexDefinition definition) {
        super(definition.name(), definition.keys(), definition.sparse());
        this.definition = definition;
        definition.keys().forEach(key -> roots.add(NeededFields.root(key.getKey())));
        PartialFilter partial = definition.partialFilter();
        rootsKnown = partial == null || NeededFields.addRoots(partial.expression(), roots);
    }

    @Override
    public List<IndexKey> fields() {
        return definition.keys();
    }

    @Override
    public boolean isMultikey() {
        return multikey;
    }

    @Override
    public boolean isUnique() {
        return definition.unique();
    }

    @Override
    public boolean holdsAllOf(FilterBounds filter, List<FieldBounds> used) {
        return definition.holdsAllOf(filter, used);
    }

    @Override
    public Iterator<SortableKey> in(KeyRange range, boolean backwards) {
        if (range.isEmpty()) {
            return List.<SortableKey>of().iterator();
        }
        ConcurrentNavigableMap<SortableKey, SortableKey> part = entries.subMap(range.from(), true, range.to(), false);
        return (backwards ? part.descendingMap() : part).values().iterator();
    }

    /** Nothing: the index of the ids tells, and the library asks all indexes at every update. */
    @Override
    public @Nullable SortableKey getPosition(Document document) {
        return null;
    }

    private static SortableKey positionOf(Document document) {
        return SortableKey.of(document.get("_id"));
    }

    @Override
    public void checkAdd(Document document, MongoCollection<SortableKey> collection) {
        checkUnique(document, positionOf(document), collection);
    }

    @Override
    public void add(Document document, SortableKey position, MongoCollection<SortableKey> collection) {
        put(document, position);
    }

    /** Adds a document without a look at uniqueness. */
    void put(Document document, SortableKey position) {
        for (SortableKey entry : entriesOf(document, position)) {
            entries.put(entry, position);
        }
    }

    @Override
    public SortableKey remove(Document document) {
        SortableKey position = positionOf(document);
        for (SortableKey entry : entriesOf(document, position)) {
            entries.remove(entry);
        }
        return position;
    }

    @Override
    public void checkUpdate(Document oldDocument, Document newDocument, MongoCollection<SortableKey> collection) {
        if (definition.unique()) {
            checkUnique(newDocument, positionOf(oldDocument), collection);
        }
    }

    /** New entries come before old ones go, so that no search of the index misses the document. */
    @Override
    public void updateInPlace(Document oldDocument, Document newDocument, SortableKey position,
            MongoCollection<SortableKey> collection) {
        if (definition.isUnchanged(oldDocument, newDocument)) {
            return;
        }
        Collection<SortableKey> stay = entriesOf(newDocument, position);
        if (stay.size() > 1) {
            stay = Set.copyOf(stay);
        }
        for (SortableKey entry : stay) {
            entries.put(entry, position);
        }
        for (SortableKey entry : entriesOf(oldDocument, position)) {
            if (!stay.contains(entry)) {
                entries.remove(entry);
            }
        }
    }

    /** Whether the update may change what stands here of a document. */
    boolean isTouchedBy(PlainUpdate update) {
        return !rootsKnown || !Collections.disjoint(update.fields(), roots);
    }

    /** Adds the fields that its entries come from; false when they cannot be told. */
    boolean addRoots(Set<String> fields) {
        fields.addAll(roots);
        return rootsKnown;
    }

    private List<SortableKey> entriesOf(Document document, SortableKey position) {
        List<SortableKey> fields = fieldsOf(document);
        // nearly always one, and this is called for every index and change
        return fields.size() == 1
                ? List.of(fields.getFirst().followedBy(position))
                : fields.stream().map(each -> each.followedBy(position)).toList();
    }

    private List<SortableKey> fieldsOf(Document document) {
        PartialFilter partial = definition.partialFilter();
        boolean left = partial != null && !partial.includes(document);
        if (left || (definition.sparse() && !IndexEntries.hasAnyField(document, definition.keys()))) {
            return List.of();
        }
        IndexEntries found = IndexEntries.of(document, definition.keys());
        if (found.fromArray()) {
            multikey = true;
        }
        return found.fields();
    }

    void checkUnique(Document document, SortableKey position, MongoCollection<SortableKey> collection) {
        if (!definition.unique()) {
            return;
        }
        for (SortableKey fields : fieldsOf(document)) {
            Iterator<SortableKey> same = in(KeyRange.startingWith(fields), false);
            while (same.hasNext()) {
                if (!same.next().equals(position)) {
                    throw new DuplicateKeyError(this, collection, getKeys(), valuesOf(document));
                }
            }
        }
    }

    private KeyValue valuesOf(Document document) {
        return new KeyValue(definition.keys().stream()
                .map(key -> IndexEntries.valueOf(document, key.getKey())).toArray());
    }

    @Override
    public boolean canHandle(Document query) {
        return false;
    }

    @Override
    public Iterable<SortableKey> getPositions(Document query) {
        throw new UnsupportedOperationException("The planner searches, not the library");
    }

    @Override
    public long getCount() {
        return entries.size();
    }

    /** Not even when it has no entries: an empty index would be filled by the library, in two passes. */
    @Override
    public boolean isEmpty() {
        return false;
    }

    @Override
    public long getDataSize() {
        return 0;
    }

    @Override
    public boolean hasSameOptions(@Nullable Index<?> other) {
        return other instanceof SortedIndex index && definition.sameAs(index.definition);
    }

    @Override
    public void drop() {
        entries.clear();
    }
}
