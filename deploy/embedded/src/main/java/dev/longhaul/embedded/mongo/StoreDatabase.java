package dev.longhaul.embedded.mongo;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractSynchronizedMongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DatabaseResolver;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.Oplog;
import io.netty.channel.Channel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

/** One database: its collections, which are kept, and their indexes, of which only the descriptions are kept. */
final class StoreDatabase extends AbstractSynchronizedMongoDatabase<SortableKey> {

    private static final String INDEXES = "system.indexes";

    private final DocumentStore store;
    private final LongAdder examined;
    private final Map<String, StoreCollection> opened = new ConcurrentHashMap<>();
    private final Map<String, Document> beingCreated = new HashMap<>();
    private boolean opening = true;

    StoreDatabase(String name, DocumentStore store, CursorRegistry cursors, LongAdder examined) {
        super(name, cursors);
        this.store = store;
        this.examined = examined;
        initializeNamespacesAndIndexes();
        opening = false;
        opened.values().forEach(StoreCollection::endOpening);
    }

    @Override
    public Document handleCommand(Channel channel, String command, Document query, DatabaseResolver resolver,
            Oplog oplog) {
        if (command.equalsIgnoreCase("aggregate") && query.get(command) instanceof String name
                && resolveCollection(name, false) instanceof StoreCollection collection) {
            return new AggregateCommand(this, collection, resolver, oplog, cursorRegistry).answer(query);
        }
        return super.handleCommand(channel, command, query, resolver, oplog);
    }

    /**
     * Answers a {@code find} by ids, with documents as they lie in the store, which only {@link WireEncoder} writes.
     *
     * @return null when it takes a search
     */
    @Nullable
    Document findByIds(Channel channel, Document command) {
        if (!(command.get("find") instanceof String name
                && resolveCollection(name, false) instanceof StoreCollection collection)) {
            return null;
        }
        List<StoredDocument> found = collection.findByIds(command);
        if (found == null) {
            return null;
        }
        clearLastStatus(channel);
        return new Document("cursor", new Document("id", 0L).append("ns", collection.getFullName())
                .append("firstBatch", found)).append("ok", 1.0);
    }

    @Override
    protected MongoCollection<SortableKey> openOrCreateCollection(String name, CollectionOptions options) {
        MVMap<SortableKey, byte[]> map = store.map(getDatabaseName(), name);
        StoreCollection collection = new StoreCollection(this, name, options, cursorRegistry,
                new DocumentMap(map, options.getIdField()), examined, opening);
        opened.put(name, collection);
        return collection;
    }

    /** Keeps the description at hand: the methods below are given only a part of it. */
    @Override
    protected synchronized void addIndex(Document description) {
        String key = description.get("ns") + " " + description.get("name");
        beingCreated.put(key, description);
        try {
            super.addIndex(description);
        } finally {
            beingCreated.remove(key);
        }
    }

    @Override
    protected Index<SortableKey> openOrCreateSecondaryIndex(String collection, String name, List<IndexKey> keys,
            boolean sparse) {
        return new SortedIndex(IndexDefinition.of(name, keys, description(collection, name)));
    }

    @Override
    protected Index<SortableKey> openOrCreateUniqueIndex(String collection, String name, List<IndexKey> keys,
            boolean sparse) {
        if (keys.size() == 1 && keys.getFirst().getKey().equals("_id")) {
            return new PrimaryKeyIndex(documentsOf(collection));
        }
        return openOrCreateSecondaryIndex(collection, name, keys, sparse);
    }

    private DocumentMap documentsOf(String collection) {
        StoreCollection found = opened.get(collection);
        if (found == null) {
            throw new IllegalStateException("No collection " + collection + " for an index");
        }
        return found.documents();
    }

    private Document description(String collection, String name) {
        String namespace = getFullCollectionNamespace(collection);
        Document creating = beingCreated.get(namespace + " " + name);
        if (creating != null) {
            return creating;
        }
        MongoCollection<SortableKey> descriptions = resolveCollection(INDEXES, true);
        Document query = new Document("ns", namespace).append("name", name);
        return descriptions.handleQueryAsStream(query).findFirst().orElseThrow();
    }

    @Override
    public void dropCollection(String name, Oplog oplog) {
        super.dropCollection(name, oplog);
        opened.remove(name);
        store.remove(getDatabaseName(), name);
    }

    @Override
    public void moveCollection(MongoDatabase from, MongoCollection<?> collection, String newName) {
        String oldName = collection.getCollectionName();
        super.moveCollection(from, collection, newName);
        store.rename(store.map(from.getDatabaseName(), oldName), getDatabaseName(), newName);
        @Nullable
        StoreCollection moved = from instanceof StoreDatabase source ? source.opened.remove(oldName) : null;
        if (moved != null) {
            opened.put(newName, moved);
        }
    }

    @Override
    protected long getFileSize() {
        return store.fileSize();
    }

    @Override
    protected long getStorageSize() {
        return store.fileSize();
    }
}
