package dev.longhaul.embedded.mongo;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The documents of an access path, fetched in blocks. Neither waits for statements that change documents nor holds them
 * up: meanwhile documents may change, as they may during a search of MongoDB's, and each is held against the whole
 * filter when it is read. For use by one thread at a time.
 */
final class CandidateDocuments implements Iterator<StoredDocument> {

    private static final int FIRST_BLOCK = 8;
    private static final int LARGEST_BLOCK = 256;

    private final Iterator<SortableKey> keys;
    private final DocumentMap documents;
    private final @Nullable Set<SortableKey> seen;
    private final Deque<StoredDocument> block = new ArrayDeque<>();
    private int blockSize = FIRST_BLOCK;

    CandidateDocuments(AccessPath path, DocumentMap documents) {
        this.keys = path.keys();
        this.documents = documents;
        this.seen = path.mayRepeat() ? new HashSet<>() : null;
    }

    @Override
    public boolean hasNext() {
        if (block.isEmpty()) {
            fetch();
        }
        return !block.isEmpty();
    }

    @Override
    public StoredDocument next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return block.removeFirst();
    }

    private void fetch() {
        while (block.size() < blockSize && keys.hasNext()) {
            SortableKey key = keys.next();
            byte[] bson = documents.get(key);
            if (bson != null && (seen == null || seen.add(key))) {
                block.add(new StoredDocument(key, bson));
            }
        }
        blockSize = Math.min(2 * blockSize, LARGEST_BLOCK);
    }
}
