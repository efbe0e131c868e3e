package dev.longhaul.embedded.mongo;

import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An index as it was asked for.
 *
 * @param partialFilter
 *            which documents it holds; null for all
 */
record IndexDefinition(String name, List<IndexKey> keys, boolean unique, boolean sparse,
        @Nullable PartialFilter partialFilter) {

    /** From the description that a {@code createIndexes} command carries. */
    static IndexDefinition of(String name, List<IndexKey> keys, Document description) {
        Object filter = description.get("partialFilterExpression");
        return new IndexDefinition(name, List.copyOf(keys), Utils.isTrue(description.get("unique")),
                Utils.isTrue(description.get("sparse")),
                filter instanceof Document document ? new PartialFilter(document) : null);
    }

    /** Whether some documents may be missing in it. */
    boolean isSelective() {
        return sparse || partialFilter != null;
    }

    /** Whether all documents that match the filter are in the index, given the fields that the search uses. */
    boolean holdsAllOf(FilterBounds filter, List<FieldBounds> used) {
        if (sparse && used.stream().noneMatch(FieldBounds::excludesMissing)) {
            return false;
        }
        return partialFilter == null || partialFilter.isImpliedBy(filter);
    }

    /** Whether both versions of a document have the same entries: most updates touch no indexed field. */
    boolean isUnchanged(Document before, Document after) {
        for (IndexKey key : keys) {
            if (!Objects.equals(IndexEntries.valueOf(before, key.getKey()),
                    IndexEntries.valueOf(after, key.getKey()))) {
                return false;
            }
        }
        return (partialFilter == null || isFilteredByKeys()
                || partialFilter.includes(before) == partialFilter.includes(after));
    }

    /** Whether documents with the same keys are both in the index or both not. */
    private boolean isFilteredByKeys() {
        return partialFilter != null && partialFilter.expression().keySet().stream()
                .allMatch(field -> keys.stream().anyMatch(key -> key.getKey().equals(field)));
    }

    boolean sameAs(IndexDefinition other) {
        return keys.toString().equals(other.keys.toString()) && unique == other.unique && sparse == other.sparse
                && Objects.equals(partialFilter, other.partialFilter);
    }
}
