package dev.longhaul.embedded.mongo;

import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * The keys of several ranges, one range after the other. Not a flat-mapped stream: the iterator of one would read a
 * whole range ahead.
 */
final class ChainedKeys implements Iterator<SortableKey> {

    private final OrderedKeys index;
    private final Iterator<KeyRange> ranges;
    private final boolean backwards;
    private Iterator<SortableKey> current = Collections.emptyIterator();

    ChainedKeys(OrderedKeys index, Iterator<KeyRange> ranges, boolean backwards) {
        this.index = index;
        this.ranges = ranges;
        this.backwards = backwards;
    }

    @Override
    public boolean hasNext() {
        while (!current.hasNext() && ranges.hasNext()) {
            current = index.in(ranges.next(), backwards);
        }
        return current.hasNext();
    }

    @Override
    public SortableKey next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return current.next();
    }
}
