package dev.longhaul.embedded.mongo;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;
import org.jspecify.annotations.Nullable;

/**
 * The one file, or memory, that holds all databases: a map for each collection, by {@link SortableKey}. Each change of
 * a document is one change of one map, so that a commit at any moment leaves every document whole.
 */
final class DocumentStore implements AutoCloseable {

    private static final String PREFIX = "documents.";
    private static final int CACHE_MEGABYTES = 32;
    /** Small pages: a commit writes the whole page of each document that has changed. */
    private static final int PAGE_BYTES = 4096;
    /** How long space that was freed stays untouched, so that no reader still needs it. */
    private static final int RETENTION_MILLIS = 5_000;

    private final MVStore store;

    private DocumentStore(MVStore store) {
        this.store = store;
    }

    /**
     * Opens a store; without a file, in memory.
     * <p>
     * H2's own background commits are off: they would be under way, and not yet written, when a commit of ours finds
     * nothing left to do.
     */
    static DocumentStore open(@Nullable String file) {
        MVStore.Builder builder = new MVStore.Builder().autoCommitDisabled().pageSplitSize(PAGE_BYTES)
                .cacheSize(CACHE_MEGABYTES);
        if (file != null) {
            builder.fileName(file);
        }
        MVStore store = builder.open();
        store.setRetentionTime(RETENTION_MILLIS);
        return new DocumentStore(store);
    }

    boolean isPersistent() {
        return store.isPersistent();
    }

    /** Writes all that was changed before the call to the file; returns when it is written. */
    void commit() {
        store.commit();
    }

    MVMap<SortableKey, byte[]> map(String database, String collection) {
        return store.openMap(name(database, collection), new MVMap.Builder<SortableKey, byte[]>()
                .keyType(SortableKeyType.INSTANCE).valueType(ByteArrayDataType.INSTANCE));
    }

    void remove(String database, String collection) {
        store.removeMap(name(database, collection));
    }

    void rename(MVMap<?, ?> map, String database, String collection) {
        store.renameMap(map, name(database, collection));
    }

    Set<String> databases() {
        Set<String> databases = new TreeSet<>();
        for (String name : List.copyOf(store.getMapNames())) {
            if (name.startsWith(PREFIX)) {
                databases.add(name.substring(PREFIX.length(), name.indexOf('.', PREFIX.length())));
            }
        }
        return databases;
    }

    private static String name(String database, String collection) {
        return PREFIX + database + "." + collection;
    }

    /**
     * Hands what was written to the disk, and rewrites a few megabytes of chunks of which little is still valid.
     *
     * @return whether something was rewritten, which frees space once it is committed
     */
    boolean tidy() {
        store.sync();
        return store.compact(70, 4 * 1024 * 1024);
    }

    /** Size of the file in bytes; 0 in memory. */
    long fileSize() {
        return store.isPersistent() ? store.getFileStore().size() : 0;
    }

    /** Commits and closes; H2's compaction at close is left out, because it trips over its own assertions. */
    @Override
    public void close() {
        store.close();
    }
}
