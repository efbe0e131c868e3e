package dev.longhaul.embedded.mongo;

import de.bwaldvogel.mongo.backend.AbstractCursor;
import de.bwaldvogel.mongo.bson.Document;
import java.util.List;

/** A cursor over results that had to be collected, because they were sorted or computed. */
final class ListCursor extends AbstractCursor {

    /** What a client gets that names no batch size. */
    static final int DEFAULT_BATCH = 101;

    private List<Document> remaining;

    ListCursor(long id, List<Document> remaining) {
        super(id);
        this.remaining = remaining;
    }

    @Override
    public synchronized boolean isEmpty() {
        return remaining.isEmpty();
    }

    @Override
    public synchronized List<Document> takeDocuments(int count) {
        int size = Math.min(count > 0 ? count : DEFAULT_BATCH, remaining.size());
        List<Document> batch = remaining.subList(0, size);
        remaining = remaining.subList(size, remaining.size());
        return batch;
    }
}
