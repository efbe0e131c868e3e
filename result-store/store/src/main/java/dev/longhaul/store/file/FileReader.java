package dev.longhaul.store.file;

import dev.longhaul.store.StoreUnavailableException;
import java.io.InputStream;
import java.util.Objects;

/**
 * A file's bytes from some place on, part by part: one part is in memory. For one thread.
 *
 * <p>
 * Reading throws {@link StoreUnavailableException} when the record cannot be asked, or the file is being deleted.
 */
public final class FileReader extends InputStream {

    private final FileStore store;
    private final StoredFile file;
    private byte[] part = new byte[0];
    private int next;
    private int at;

    FileReader(FileStore store, StoredFile file, long offset) {
        this.store = store;
        this.file = file;
        this.next = Math.toIntExact(offset / FileStore.PART);
        int within = Math.toIntExact(offset % FileStore.PART);
        if (within > 0 && next < file.parts()) {
            load();
            at = within;
        }
    }

    private void load() {
        part = store.part(file.id(), next);
        next++;
        at = 0;
    }

    private boolean isAtEnd() {
        if (at == part.length && next < file.parts()) {
            load();
        }
        return at == part.length;
    }

    @Override
    public int read() {
        return isAtEnd() ? -1 : part[at++] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
            return 0;
        }
        if (isAtEnd()) {
            return -1;
        }
        int count = Math.min(length, part.length - at);
        System.arraycopy(part, at, into, offset, count);
        at += count;
        return count;
    }
}
