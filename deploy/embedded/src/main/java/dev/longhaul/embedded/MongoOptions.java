package dev.longhaul.embedded;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * How an {@link EmbeddedMongo} is started.
 *
 * @param directory
 *            where the one data file is kept; null keeps everything in memory
 * @param port
 *            loopback port, or 0 for a free one
 */
public record MongoOptions(@Nullable Path directory, int port) {

    /** Nothing on disk, a free port. */
    public static MongoOptions inMemory() {
        return new MongoOptions(null, 0);
    }

    /** Kept in the directory, a free port. */
    public static MongoOptions in(Path directory) {
        return new MongoOptions(directory, 0);
    }

    public MongoOptions withPort(int newPort) {
        return new MongoOptions(directory, newPort);
    }
}
