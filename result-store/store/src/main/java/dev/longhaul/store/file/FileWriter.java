package dev.longhaul.store.file;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * Stores a file's bytes as they come, with a part of them in hand. The file is there when {@link #finish} has returned
 * and not before; what a writer leaves that never finishes goes after a day. For one thread.
 */
public final class FileWriter {

    /** How long the parts of a file stay that is not finished. */
    static final Duration UNFINISHED = Duration.ofDays(1);

    private final FileStore store;
    private final String id;
    private final String tenant;
    private final Instant createdAt;
    private byte[] part = new byte[64 * 1_024];
    private int filled;
    private int parts;
    private long bytes;

    FileWriter(FileStore store, String id, String tenant, Instant createdAt) {
        this.store = store;
        this.id = id;
        this.tenant = tenant;
        this.createdAt = createdAt;
    }

    public String id() {
        return id;
    }

    /** How many bytes have come so far. */
    public long bytes() {
        return bytes;
    }

    /** When it counts as created. */
    public Instant createdAt() {
        return createdAt;
    }

    public void write(byte[] from) {
        write(from, 0, from.length);
    }

    public void write(byte[] from, int offset, int length) {
        int at = offset;
        int end = offset + length;
        while (at < end) {
            int count = Math.min(end - at, FileStore.PART - filled);
            if (filled + count > part.length) {
                part = Arrays.copyOf(part, Math.min(FileStore.PART, Math.max(filled + count, 2 * part.length)));
            }
            System.arraycopy(from, at, part, filled, count);
            filled += count;
            at += count;
            if (filled == FileStore.PART) {
                flush();
            }
        }
        bytes += length;
    }

    private void flush() {
        store.keep(id, parts, Arrays.copyOf(part, filled));
        parts++;
        filled = 0;
    }

    /**
     * Stores what is left, and the file.
     *
     * @param expiresAt
     *            when it goes
     */
    public StoredFile finish(FilePurpose purpose, String name, Instant expiresAt) {
        if (filled > 0) {
            flush();
        }
        StoredFile file = new StoredFile(id, tenant, purpose, name, bytes, createdAt, expiresAt);
        store.finish(file);
        return file;
    }

    /** Deletes what was stored. */
    public void discard() {
        store.drop(id, parts);
    }
}
