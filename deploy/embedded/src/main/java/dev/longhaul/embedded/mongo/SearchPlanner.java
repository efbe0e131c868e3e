package dev.longhaul.embedded.mongo;

import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the access path of a search: the ids if the filter names them, else the index that leaves the fewest keys to
 * look at, else an index that gives the order when only the first documents are wanted, else everything.
 */
final class SearchPlanner {

    /** Beyond so many keys it does not matter which path has more. */
    private static final int SAMPLE = 1000;

    private SearchPlanner() {}

    /**
     * Chooses a path.
     *
     * @param primary
     *            all documents in the order of their ids
     * @param indexes
     *            the other indexes
     */
    static AccessPath choose(SearchRequest request, OrderedKeys primary, List<? extends OrderedKeys> indexes) {
        FilterBounds filter = FilterBounds.of(request.filter());
        FieldBounds id = filter.of(primary.fields().getFirst().getKey());
        if (id != null && id.points() != null) {
            return new AccessPath.Ids(id.points());
        }
        List<Candidate> candidates = new ArrayList<>();
        addIfOfUse(candidates, primary, filter, request.orderBy());
        for (OrderedKeys index : indexes) {
            addIfOfUse(candidates, index, filter, request.orderBy());
        }
        return candidates.isEmpty() ? ordered(request, primary, indexes) : best(candidates);
    }

    private static void addIfOfUse(List<Candidate> candidates, OrderedKeys index, FilterBounds filter,
            @Nullable Document orderBy) {
        IndexRanges ranges = IndexRanges.of(index.fields(), filter, index.isMultikey());
        if (!ranges.used().isEmpty() && index.holdsAllOf(filter, ranges.used())) {
            candidates.add(new Candidate(index, ranges, IndexSort.of(index, ranges, orderBy)));
        }
    }

    private static AccessPath best(List<Candidate> candidates) {
        for (Candidate candidate : candidates) {
            if (candidates.size() == 1 || candidate.isOneDocument()) {
                return candidate.path();
            }
        }
        Comparator<Candidate> fewestKeys = Comparator.comparingInt(Candidate::sample);
        return candidates.stream().map(Candidate::sampled)
                .min(fewestKeys.thenComparing(candidate -> candidate.sort() == IndexSort.NONE)
                        .thenComparingInt(candidate -> -candidate.ranges().used().size()))
                .orElseThrow().path();
    }

    private static AccessPath ordered(SearchRequest request, OrderedKeys primary, List<? extends OrderedKeys> indexes) {
        IndexRanges everything = new IndexRanges(List.of(KeyRange.everything()), List.of(), 0);
        IndexSort sort = IndexSort.of(primary, everything, request.orderBy());
        if (sort == IndexSort.NONE && request.limit() > 0) {
            for (OrderedKeys index : indexes) {
                IndexSort sorted = IndexSort.of(index, everything, request.orderBy());
                if (sorted != IndexSort.NONE && index.holdsAllOf(FilterBounds.of(request.filter()), List.of())) {
                    return new AccessPath.Ranges(index, everything.ranges(), sorted);
                }
            }
        }
        return new AccessPath.Ranges(primary, everything.ranges(), sort);
    }

    private record Candidate(OrderedKeys index, IndexRanges ranges, IndexSort sort, int sample) {

        Candidate(OrderedKeys index, IndexRanges ranges, IndexSort sort) {
            this(index, ranges, sort, 0);
        }

        boolean isOneDocument() {
            return index.isUnique() && ranges.isOneRange() && ranges.points() == index.fields().size();
        }

        AccessPath.Ranges path() {
            return new AccessPath.Ranges(index, ranges.ranges(), sort);
        }

        Candidate sampled() {
            int count = 0;
            Iterator<SortableKey> keys = path().keys();
            while (count < SAMPLE && keys.hasNext()) {
                keys.next();
                count++;
            }
            return new Candidate(index, ranges, sort, count);
        }
    }
}
