package dev.longhaul.embedded;

import dev.longhaul.embedded.mongo.MongoProtocolServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A server that speaks the MongoDB protocol on a loopback port. */
public final class EmbeddedMongo implements AutoCloseable {

    private static final String FILE = "longhaul.mv";

    private final MongoProtocolServer server;
    private final int port;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedMongo(MongoProtocolServer server) {
        this.server = server;
        this.port = server.port();
    }

    /**
     * Opens the file, rebuilds its secondary indexes, and waits until the server accepts connections: half a second,
     * and about a second more for every 100,000 documents with secondary indexes.
     *
     * @throws IllegalStateException
     *             when it does not start, for instance because the port is taken or another process has the file
     */
    public static EmbeddedMongo start(MongoOptions options) {
        try {
            return new EmbeddedMongo(MongoProtocolServer.start(file(options.directory()), options.port()));
        } catch (RuntimeException e) {
            throw new IllegalStateException("The embedded MongoDB server did not start (port " + options.port()
                    + ", directory " + options.directory() + ")", e);
        }
    }

    private static @Nullable String file(@Nullable Path directory) {
        if (directory == null) {
            return null;
        }
        try {
            return Files.createDirectories(directory).resolve(FILE).toAbsolutePath().toString();
        } catch (IOException e) {
            throw new UncheckedIOException("The embedded MongoDB server cannot create its directory", e);
        }
    }

    /** The loopback port that the server listens on. */
    public int port() {
        return port;
    }

    /** What a client takes as its connection string. */
    public String uri(String database) {
        return "mongodb://127.0.0.1:" + port + "/" + database;
    }

    /** How many documents were held against a filter since the start; shows whether a search used an index. */
    public long documentsExamined() {
        return server.documentsExamined();
    }

    /** Closes all connections and the file; a second call does nothing. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            server.close();
        }
    }
}
