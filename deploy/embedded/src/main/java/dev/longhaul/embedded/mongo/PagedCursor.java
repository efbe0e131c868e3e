package dev.longhaul.embedded.mongo;

import de.bwaldvogel.mongo.backend.AbstractCursor;
import de.bwaldvogel.mongo.bson.Document;
import java.util.List;

/** A cursor that goes on with a search where its last batch ended. */
final class PagedCursor extends AbstractCursor {

    private final ResultPages pages;

    PagedCursor(long id, ResultPages pages) {
        super(id);
        this.pages = pages;
    }

    @Override
    public boolean isEmpty() {
        return pages.isExhausted();
    }

    @Override
    public List<Document> takeDocuments(int count) {
        return pages.next(count);
    }
}
