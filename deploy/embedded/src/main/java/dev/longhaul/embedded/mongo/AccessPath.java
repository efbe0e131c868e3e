package dev.longhaul.embedded.mongo;

import java.util.Iterator;
import java.util.List;

/** How a search comes to the documents that it holds against its filter. */
sealed interface AccessPath {

    /** The keys to look at, in the path's order. */
    Iterator<SortableKey> keys();

    /** Whether the keys come in the order that was asked for. */
    boolean isSorted();

    /** Whether a key may come twice. */
    boolean mayRepeat();

    /** By ids. */
    record Ids(List<SortableKey> ids) implements AccessPath {

        @Override
        public Iterator<SortableKey> keys() {
            return ids.iterator();
        }

        @Override
        public boolean isSorted() {
            return false;
        }

        @Override
        public boolean mayRepeat() {
            return false;
        }
    }

    /** By ranges of an index, one after the other. */
    record Ranges(OrderedKeys index, List<KeyRange> ranges, IndexSort sort) implements AccessPath {

        @Override
        public Iterator<SortableKey> keys() {
            boolean backwards = sort == IndexSort.BACKWARDS;
            List<KeyRange> inOrder = backwards ? ranges.reversed() : ranges;
            return new ChainedKeys(index, inOrder.iterator(), backwards);
        }

        @Override
        public boolean isSorted() {
            return sort != IndexSort.NONE;
        }

        @Override
        public boolean mayRepeat() {
            return index.isMultikey();
        }
    }
}
