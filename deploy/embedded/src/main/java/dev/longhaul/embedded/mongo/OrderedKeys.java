package dev.longhaul.embedded.mongo;

import de.bwaldvogel.mongo.backend.IndexKey;
import java.util.Iterator;
import java.util.List;

/** The keys of documents in the order of some fields. */
interface OrderedKeys {

    /** The fields; behind them all keys are ordered by the document's id, ascending. */
    List<IndexKey> fields();

    /** Whether a document may stand in it more than once, because a field of one held an array. */
    boolean isMultikey();

    /** Whether all documents that match the filter are in it, given the bounds that a search uses. */
    boolean holdsAllOf(FilterBounds filter, List<FieldBounds> used);

    /** Whether no two documents have the same fields. */
    boolean isUnique();

    /** The document keys of a range; the iterator stays usable while documents change, and may or may not see that. */
    Iterator<SortableKey> in(KeyRange range, boolean backwards);
}
