package dev.longhaul.embedded.mongo;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractMongoCollection;
import de.bwaldvogel.mongo.backend.ArrayFilters;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.Cursor;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DocumentWithPosition;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.IndexBuildFailedException;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.oplog.Oplog;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * One collection. Of the statements that change documents one runs at a time; searches run beside it and each other.
 */
final class StoreCollection extends AbstractMongoCollection<SortableKey> {

    private final DocumentMap documents;
    private final LongAdder examined;
    private final ReentrantLock lock = new ReentrantLock();
    /** The secondary indexes that are filled, for searches, which do not wait for changes. */
    private volatile List<SortedIndex> searchable = List.of();
    /** All secondary indexes, for changes. */
    private List<SortedIndex> secondary = List.of();
    private boolean opening;

    /**
     * A collection over a map.
     *
     * @param examined
     *            counts every document that is held against a filter
     * @param opening
     *            whether its indexes are filled later, by {@link #endOpening()}
     */
    StoreCollection(MongoDatabase database, String name, CollectionOptions options, CursorRegistry cursors,
            DocumentMap documents, LongAdder examined, boolean opening) {
        super(database, name, options, cursors);
        this.documents = documents;
        this.examined = examined;
        this.opening = opening;
    }

    DocumentMap documents() {
        return documents;
    }

    @Override
    protected QueryResult queryDocuments(Document query, @Nullable Document orderBy, int skip, int limit, int batchSize,
            @Nullable Document projection) {
        return search(new SearchRequest(IdFilter.flat(query), orderBy, skip, limit, batchSize, projection));
    }

    QueryResult search(SearchRequest request) {
        Found found = find(request);
        AccessPath path = found.path();
        boolean sorted = path.isSorted() || !request.isOrdered();
        SearchRequest rest = found.rest();
        CandidateDocuments candidates = new CandidateDocuments(path, documents);
        if (sorted && request.batchSize() > 0) {
            return paged(new ResultPages(this, candidates, rest), request.batchSize());
        }
        return matchDocumentsFromStream(decoded(candidates, rest), rest.filter(), sorted ? null : request.orderBy(),
                request.skip(), request.limit(), request.batchSize(), request.projection());
    }

    /** All documents that match the filter, read as the stream is. */
    Stream<Document> matching(Document filter) {
        Found found = find(new SearchRequest(filter, null, 0, 0, 0, null));
        return decoded(new CandidateDocuments(found.path(), documents), found.rest())
                .filter(document -> documentMatchesQuery(document, found.rest().filter()));
    }

    /**
     * What a {@code find} by ids answers.
     *
     * @return null when it takes a search
     */
    @Nullable
    List<StoredDocument> findByIds(Document command) {
        IdFind find = IdFind.of(command, getIdField());
        return find == null ? null : find.in(documents, examined);
    }

    private Found find(SearchRequest request) {
        if (request.isByNature()) {
            IndexSort direction = request.isOrderedBackwardsByNature() ? IndexSort.BACKWARDS : IndexSort.FORWARDS;
            return new Found(new AccessPath.Ranges(documents, List.of(KeyRange.everything()), direction), request);
        }
        IdFilter byIds = IdFilter.of(request.filter(), getIdField());
        if (byIds != null) {
            return new Found(new AccessPath.Ids(List.copyOf(byIds.ids().keySet())), request.filteredBy(byIds.rest()));
        }
        return new Found(SearchPlanner.choose(request, documents, searchable), request);
    }

    /**
     * How a search comes to its documents.
     *
     * @param rest
     *            what they are held against
     */
    private record Found(AccessPath path, SearchRequest rest) {}

    private QueryResult paged(ResultPages pages, int batchSize) {
        List<Document> first = pages.next(batchSize);
        if (pages.isExhausted()) {
            return new QueryResult(first);
        }
        PagedCursor cursor = new PagedCursor(cursorRegistry.generateCursorId(), pages);
        cursorRegistry.add(cursor);
        return new QueryResult(first, cursor);
    }

    /** Up to {@code limit} results of the candidates, which come in order; reads no further than it must. */
    List<Document> match(SearchRequest request, int skip, int limit, Iterator<StoredDocument> candidates) {
        return matchDocumentsFromStream(decoded(candidates, request), request.filter(), null, skip, limit, 0,
                request.projection()).collectDocuments();
    }

    private Stream<Document> decoded(Iterator<StoredDocument> candidates, SearchRequest request) {
        @Nullable
        Predicate<String> needed = NeededFields.of(request, idField());
        return stream(candidates).map(candidate -> {
            examined.increment();
            return candidate.decode(needed);
        });
    }

    private static <T> Stream<T> stream(Iterator<T> iterator) {
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(iterator, Spliterator.ORDERED), false);
    }

    private List<SortedIndex> secondaryIndexes() {
        return getIndexes().stream().filter(SortedIndex.class::isInstance).map(SortedIndex.class::cast).toList();
    }

    String idField() {
        return Objects.requireNonNullElse(getIdField(), "_id");
    }

    void countExamined() {
        examined.increment();
    }

    @Override
    protected QueryResult matchDocuments(Document query, @Nullable Document orderBy, int skip, int limit, int batchSize,
            @Nullable Document projection) {
        return queryDocuments(query, orderBy, skip, limit, batchSize, projection);
    }

    @Override
    protected Cursor createCursor(List<Document> remainingDocuments) {
        Cursor cursor = new ListCursor(cursorRegistry.generateCursorId(), remainingDocuments);
        cursorRegistry.add(cursor);
        return cursor;
    }

    @Override
    public void addDocument(Document document) {
        writing(() -> {
            super.addDocument(document);
            return true;
        });
    }

    @Override
    public void removeDocument(Document document) {
        writing(() -> {
            super.removeDocument(document);
            return true;
        });
    }

    @Override
    public Document findAndModify(Document query) {
        return writing(() -> super.findAndModify(query));
    }

    @Override
    public int deleteDocuments(Document selector, int limit, Oplog oplog) {
        return writing(() -> super.deleteDocuments(selector, limit, oplog));
    }

    /** An update of many ids is done id by id: the library holds every document against the whole list again. */
    @Override
    public Document updateDocuments(Document selector, Document update, ArrayFilters arrayFilters, boolean isMulti,
            boolean isUpsert, Oplog oplog) {
        return writing(() -> {
            Document filter = IdFilter.flat(selector);
            IdFilter byIds = isUpsert ? null : IdFilter.of(filter, getIdField());
            if (byIds == null || byIds.ids().isEmpty() || (!isMulti && byIds.ids().size() > 1)) {
                return super.updateDocuments(filter, update, arrayFilters, isMulti, isUpsert, oplog);
            }
            PlainUpdate plain = arrayFilters.isEmpty() ? PlainUpdate.of(update, getIdField()) : null;
            IdUpdate byKey = plain == null
                    ? null
                    : new IdUpdate(this, byIds.rest(), plain, secondary, this::documentMatchesQuery);
            int matched = 0;
            int modified = 0;
            for (Map.Entry<SortableKey, Object> id : byIds.ids().entrySet()) {
                if (byKey == null || !byKey.apply(id.getKey())) {
                    Document one = byIds.rest().clone();
                    one.put(idField(), id.getValue());
                    Document result = super.updateDocuments(one, update, arrayFilters, isMulti, false, oplog);
                    matched += count(result, "n");
                    modified += count(result, "nModified");
                }
            }
            if (byKey != null) {
                matched += byKey.matched();
                modified += byKey.modified();
            }
            return new Document("n", matched).append("nModified", modified);
        });
    }

    private static int count(Document result, String field) {
        return result.get(field) instanceof Integer count ? count : 0;
    }

    @Override
    public void addIndex(Index<SortableKey> index) {
        writing(() -> {
            boolean isNew = getIndexes().stream().noneMatch(known -> known.getName().equals(index.getName()));
            if (!opening && isNew && index instanceof SortedIndex sorted) {
                fill(List.of(sorted));
            }
            super.addIndex(index);
            secondary = secondaryIndexes();
            searchable = opening ? List.of() : secondary;
            return true;
        });
    }

    /** Fills all the indexes of a collection that was opened, in one pass. */
    void endOpening() {
        writing(() -> {
            fill(secondary);
            opening = false;
            searchable = secondary;
            return true;
        });
    }

    private void fill(List<SortedIndex> indexes) {
        if (indexes.isEmpty()) {
            return;
        }
        try {
            streamAllDocumentsWithPosition().forEach(found -> {
                for (SortedIndex index : indexes) {
                    index.checkUnique(found.getDocument(), found.getPosition(), this);
                    index.put(found.getDocument(), found.getPosition());
                }
            });
        } catch (MongoServerError e) {
            throw new IndexBuildFailedException(e, this);
        }
    }

    @Override
    public void dropIndex(String indexName) {
        writing(() -> {
            super.dropIndex(indexName);
            secondary = secondaryIndexes();
            searchable = secondary;
            return true;
        });
    }

    @Override
    protected SortableKey addDocumentInternal(Document document) {
        SortableKey key = getIdField() == null ? nextInOrder() : SortableKey.of(document.get(getIdField()));
        documents.put(key, BsonBytes.encode(document));
        return key;
    }

    private SortableKey nextInOrder() {
        SortableKey last = documents.last();
        return SequenceKey.after(last);
    }

    @Override
    protected @Nullable Document getDocument(SortableKey position) {
        byte[] bson = documents.get(position);
        return bson == null ? null : BsonBytes.decode(bson);
    }

    @Override
    protected void removeDocument(SortableKey position) {
        documents.remove(position);
    }

    @Override
    protected void handleUpdate(SortableKey position, Document oldDocument, Document newDocument) {
        documents.put(position, BsonBytes.encode(newDocument));
    }

    @Override
    protected Stream<DocumentWithPosition<SortableKey>> streamAllDocumentsWithPosition() {
        AccessPath all = new AccessPath.Ranges(documents, List.of(KeyRange.everything()), IndexSort.FORWARDS);
        return stream(new CandidateDocuments(all, documents))
                .map(stored -> new DocumentWithPosition<>(stored.decode(), stored.key()));
    }

    @Override
    public int count() {
        return documents.size();
    }

    /** Not tracked; {@link #getDataSize()} adds it up when it is asked for. */
    @Override
    protected boolean tracksDataSize() {
        return false;
    }

    @Override
    protected void updateDataSize(int sizeDelta) {
        throw new UnsupportedOperationException("The size is not tracked");
    }

    @Override
    protected int getDataSize() {
        AccessPath all = new AccessPath.Ranges(documents, List.of(KeyRange.everything()), IndexSort.FORWARDS);
        long bytes = stream(new CandidateDocuments(all, documents))
                .mapToLong(StoredDocument::size).sum();
        return (int) Math.min(bytes, Integer.MAX_VALUE);
    }

    private <T> T writing(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }
}
