package dev.longhaul.embedded.mongo;

import de.bwaldvogel.mongo.bson.Document;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * The results of a search, read page by page, so that a scan of a whole collection holds no more than a page in memory.
 */
final class ResultPages {

    /** What MongoDB allows a batch to have. */
    static final long PAGE_BYTES = 16L * 1024 * 1024;

    private final StoreCollection collection;
    private final CandidateDocuments candidates;
    private final SearchRequest request;
    private int skip;
    private int remaining;

    ResultPages(StoreCollection collection, CandidateDocuments candidates, SearchRequest request) {
        this.collection = collection;
        this.candidates = candidates;
        this.request = request;
        this.skip = request.skip();
        this.remaining = request.limit() > 0 ? request.limit() : Integer.MAX_VALUE;
    }

    /** The next results, up to so many and up to about 16 MB; empty only when there are no more. */
    synchronized List<Document> next(int count) {
        int wanted = Math.min(remaining, count > 0 ? count : Integer.MAX_VALUE);
        List<Document> page = List.of();
        while (page.isEmpty() && !isExhausted()) {
            Iterator<StoredDocument> budgeted = skip > 0 ? candidates : new Budgeted();
            page = collection.match(request, skip, wanted, budgeted);
            skip = 0;
        }
        remaining -= page.size();
        return page;
    }

    synchronized boolean isExhausted() {
        return remaining == 0 || !candidates.hasNext();
    }

    private final class Budgeted implements Iterator<StoredDocument> {

        private long bytes;

        @Override
        public boolean hasNext() {
            return bytes < PAGE_BYTES && candidates.hasNext();
        }

        @Override
        public StoredDocument next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            StoredDocument next = candidates.next();
            bytes += next.size();
            return next;
        }
    }
}
