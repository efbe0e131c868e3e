package dev.longhaul.store.file;

import java.time.Instant;

/**
 * A file that is stored whole.
 *
 * @param bytes
 *            its length
 * @param expiresAt
 *            when it goes
 */
public record StoredFile(String id, String tenant, FilePurpose purpose, String name, long bytes, Instant createdAt,
        Instant expiresAt) {

    /** How many parts it has. */
    int parts() {
        return Math.toIntExact((bytes + FileStore.PART - 1) / FileStore.PART);
    }
}
