package dev.longhaul.embedded.mongo;

/**
 * Keys from one (inclusive) to another (exclusive).
 */
record KeyRange(SortableKey from, SortableKey to) {

    static KeyRange everything() {
        return startingWith(SortableKey.EMPTY);
    }

    /** All keys that begin with this one, and it alone. */
    static KeyRange startingWith(SortableKey prefix) {
        return new KeyRange(prefix, prefix.end());
    }

    boolean isEmpty() {
        return from.compareTo(to) >= 0;
    }
}
