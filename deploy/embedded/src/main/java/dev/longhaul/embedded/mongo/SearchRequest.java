package dev.longhaul.embedded.mongo;

import de.bwaldvogel.mongo.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * A search as a command asks for it.
 *
 * @param orderBy
 *            null or empty for any order
 * @param skip
 *            how many of the first documents to leave out
 * @param limit
 *            how many documents are wanted, 0 for all
 * @param batchSize
 *            how many to answer at once, 0 for all
 * @param projection
 *            null or empty for whole documents
 */
record SearchRequest(Document filter, @Nullable Document orderBy, int skip, int limit, int batchSize,
        @Nullable Document projection) {

    SearchRequest filteredBy(Document other) {
        return new SearchRequest(other, orderBy, skip, limit, batchSize, projection);
    }

    boolean isOrderedBackwardsByNature() {
        return isByNature() && orderBy != null && orderBy.get("$natural") instanceof Number number
                && number.intValue() < 0;
    }

    boolean isByNature() {
        return orderBy != null && orderBy.containsKey("$natural");
    }

    boolean isOrdered() {
        return orderBy != null && !orderBy.isEmpty();
    }
}
