package dev.longhaul.embedded.mongo;

import de.bwaldvogel.mongo.backend.IndexKey;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

/** The documents of one collection, by id. Safe for use by several threads. */
final class DocumentMap implements OrderedKeys {

    private static final int BLOCK = 128;

    private final MVMap<SortableKey, byte[]> map;
    private final List<IndexKey> fields;

    /** A map whose documents are ordered by this field; without one, by when they came. */
    DocumentMap(MVMap<SortableKey, byte[]> map, @Nullable String idField) {
        this.map = map;
        this.fields = List.of(new IndexKey(idField == null ? "" : idField, true));
    }

    byte @Nullable [] get(SortableKey key) {
        return map.get(key);
    }

    boolean contains(SortableKey key) {
        return map.containsKey(key);
    }

    void put(SortableKey key, byte[] document) {
        map.put(key, document);
    }

    boolean remove(SortableKey key) {
        return map.remove(key) != null;
    }

    int size() {
        return map.size();
    }

    @Nullable
    SortableKey last() {
        return map.lastKey();
    }

    @Override
    public List<IndexKey> fields() {
        return fields;
    }

    @Override
    public boolean isMultikey() {
        return false;
    }

    @Override
    public boolean isUnique() {
        return true;
    }

    @Override
    public boolean holdsAllOf(FilterBounds filter, List<FieldBounds> used) {
        return true;
    }

    /** Seeks anew for every block, because a long iteration of the map itself would need pages that are dropped. */
    @Override
    public Iterator<SortableKey> in(KeyRange range, boolean backwards) {
        return new Blocks(range.from(), range.to(), backwards);
    }

    private final class Blocks implements Iterator<SortableKey> {

        private final SortableKey from;
        private final SortableKey to;
        private final boolean backwards;
        private Iterator<SortableKey> block = List.<SortableKey>of().iterator();
        private @Nullable SortableKey previous;
        private boolean ended;

        Blocks(SortableKey from, SortableKey to, boolean backwards) {
            this.from = from;
            this.to = to;
            this.backwards = backwards;
        }

        @Override
        public boolean hasNext() {
            if (!block.hasNext() && !ended) {
                block = read().iterator();
            }
            return block.hasNext();
        }

        @Override
        public SortableKey next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return block.next();
        }

        private List<SortableKey> read() {
            List<SortableKey> read = new ArrayList<>(BLOCK);
            SortableKey start = previous != null ? previous : backwards ? to : from;
            Iterator<SortableKey> source = backwards ? map.keyIteratorReverse(start) : map.keyIterator(start);
            while (read.size() < BLOCK && source.hasNext()) {
                SortableKey key = source.next();
                if (isBeyond(key)) {
                    break;
                }
                if (!key.equals(previous) && !(backwards && key.equals(to))) {
                    read.add(key);
                }
            }
            ended = read.size() < BLOCK;
            if (!read.isEmpty()) {
                previous = read.getLast();
            }
            return read;
        }

        private boolean isBeyond(SortableKey key) {
            return backwards ? key.compareTo(from) < 0 : key.compareTo(to) >= 0;
        }
    }
}
