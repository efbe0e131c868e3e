package dev.longhaul.embedded.mongo;

import de.bwaldvogel.mongo.backend.IndexKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The ranges of an index that hold all documents within a filter's bounds: its first fields by single values, the one
 * after them by a range.
 *
 * @param ranges
 *            apart from each other and ascending
 * @param used
 *            the bounds that were used, in the order of the fields; none means that the index is of no help
 * @param points
 *            how many of the first fields are held to single values
 */
record IndexRanges(List<KeyRange> ranges, List<FieldBounds> used, int points) {

    /** More ranges than this cost more than what another field would spare. */
    private static final int MAX_RANGES = 4096;

    static IndexRanges of(List<IndexKey> keys, FilterBounds filter, boolean multikey) {
        List<SortableKey> prefixes = List.of(SortableKey.EMPTY);
        List<FieldBounds> used = new ArrayList<>();
        for (IndexKey key : keys) {
            FieldBounds bounds = filter.of(key.getKey());
            if (bounds == null) {
                break;
            }
            List<SortableKey> points = bounds.points();
            if (points == null) {
                return withRange(prefixes, used, multikey ? bounds.withOneEnd() : bounds, key.isAscending());
            }
            if (prefixes.size() * points.size() > MAX_RANGES) {
                break;
            }
            used.add(bounds);
            prefixes = continued(prefixes, points, key.isAscending());
        }
        return new IndexRanges(prefixes.stream().map(KeyRange::startingWith).toList(), used, used.size());
    }

    boolean isOneRange() {
        return ranges.size() == 1;
    }

    private static List<SortableKey> continued(List<SortableKey> prefixes, List<SortableKey> points,
            boolean ascending) {
        List<SortableKey> inOrder = ascending ? points : points.reversed();
        List<SortableKey> longer = new ArrayList<>(prefixes.size() * points.size());
        for (SortableKey prefix : prefixes) {
            for (SortableKey value : inOrder) {
                longer.add(prefix.followedBy(ascending ? value : value.inverted()));
            }
        }
        return longer;
    }

    private static IndexRanges withRange(List<SortableKey> prefixes, List<FieldBounds> points, FieldBounds bounds,
            boolean ascending) {
        List<FieldBounds> used = new ArrayList<>(points);
        used.add(bounds);
        FieldBounds.End first = ascending ? bounds.lower() : bounds.upper();
        FieldBounds.End last = ascending ? bounds.upper() : bounds.lower();
        List<KeyRange> ranges = prefixes.stream().map(prefix -> range(prefix, first, last, ascending)).toList();
        return new IndexRanges(ranges, used, points.size());
    }

    /** Within one type only, even when an end is open: MongoDB's comparisons do not cross types. */
    private static KeyRange range(SortableKey prefix, FieldBounds.@Nullable End first, FieldBounds.@Nullable End last,
            boolean ascending) {
        FieldBounds.End known = first != null ? first : last;
        if (known == null) {
            throw new IllegalArgumentException("A range without ends");
        }
        int rank = ascending ? known.value().rank() : ~known.value().rank();
        SortableKey from = first == null ? prefix.followedBy(rank) : end(prefix, first, ascending, !first.inclusive());
        SortableKey to = last == null ? prefix.followedBy(rank + 1) : end(prefix, last, ascending, last.inclusive());
        return new KeyRange(from, to);
    }

    private static SortableKey end(SortableKey prefix, FieldBounds.End end, boolean ascending, boolean behind) {
        SortableKey key = prefix.followedBy(ascending ? end.value() : end.value().inverted());
        return behind ? key.end() : key;
    }
}
