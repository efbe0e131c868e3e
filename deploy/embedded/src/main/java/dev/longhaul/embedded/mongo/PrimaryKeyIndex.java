package dev.longhaul.embedded.mongo;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.DuplicateKeyError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@code _id_} index: the document map itself, which is ordered by it. */
final class PrimaryKeyIndex extends Index<SortableKey> {

    static final String NAME = "_id_";

    private final DocumentMap documents;

    PrimaryKeyIndex(DocumentMap documents) {
        super(NAME, documents.fields(), false);
        this.documents = documents;
    }

    @Override
    public SortableKey getPosition(Document document) {
        return SortableKey.of(document.get("_id"));
    }

    @Override
    public void checkAdd(Document document, MongoCollection<SortableKey> collection) {
        if (documents.contains(getPosition(document))) {
            throw new DuplicateKeyError(this, collection, getKeys(), new KeyValue(document.get("_id")));
        }
    }

    @Override
    public void add(Document document, SortableKey position, MongoCollection<SortableKey> collection) {
        // Adding the document to the map added it here.
    }

    @Override
    public @Nullable SortableKey remove(Document document) {
        SortableKey position = getPosition(document);
        return documents.contains(position) ? position : null;
    }

    @Override
    public boolean canHandle(Document query) {
        return false;
    }

    @Override
    public Iterable<SortableKey> getPositions(Document query) {
        throw new UnsupportedOperationException("The planner searches, not the library");
    }

    @Override
    public long getCount() {
        return documents.size();
    }

    @Override
    public boolean isEmpty() {
        return false;
    }

    @Override
    public long getDataSize() {
        return 0;
    }

    @Override
    public void checkUpdate(Document oldDocument, Document newDocument, MongoCollection<SortableKey> collection) {
        // The library itself refuses to change an _id.
    }

    @Override
    public void updateInPlace(Document oldDocument, Document newDocument, SortableKey position,
            MongoCollection<SortableKey> collection) {
        // As above.
    }

    @Override
    public boolean isUnique() {
        return true;
    }

    @Override
    public void drop() {
        // Goes with the collection.
    }

    @Override
    public boolean hasSameOptions(Index<?> other) {
        return List.of("_id").equals(other.getKeys().stream().map(IndexKey::getKey).toList());
    }
}
