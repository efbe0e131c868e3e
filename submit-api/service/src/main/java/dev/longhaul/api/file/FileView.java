package dev.longhaul.api.file;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.longhaul.store.file.StoredFile;

/**
 * A file in OpenAI's form. Times are in seconds since 1970.
 *
 * @param status
 *            always {@code processed}: a file that is not stored whole is not there
 */
record FileView(String id, String object, long bytes, @JsonProperty("created_at") long createdAt,
        @JsonProperty("expires_at") long expiresAt, String filename, String purpose, String status) {

    static FileView of(StoredFile file) {
        return new FileView(file.id(), "file", file.bytes(), file.createdAt().getEpochSecond(),
                file.expiresAt().getEpochSecond(), file.name(), file.purpose().wire(), "processed");
    }

    /** One that is gone. */
    record Deleted(String id, String object, boolean deleted) {}
}
