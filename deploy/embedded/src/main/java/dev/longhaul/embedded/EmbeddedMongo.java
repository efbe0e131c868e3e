package dev.longhaul.embedded;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.ServerVersion;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.h2.mvstore.MVStore;
import org.jspecify.annotations.Nullable;

/** A server that speaks the MongoDB protocol on a loopback port. */
public final class EmbeddedMongo implements AutoCloseable {

    private static final String FILE = "longhaul.mv";

    private final MongoServer server;
    private final int port;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedMongo(MongoServer server, int port) {
        this.server = server;
        this.port = port;
    }

    /**
     * Starts a server and waits until it accepts connections.
     *
     * @throws IllegalStateException
     *             when it does not start, for instance because the port is taken or another process has the file
     */
    public static EmbeddedMongo start(MongoOptions options) {
        MVStore store = MVStore.open(file(options.directory()));
        H2Backend backend = new H2Backend(store);
        backend.version(ServerVersion.MONGO_5_0);
        MongoServer server = new MongoServer(backend);
        try {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), options.port()), 1, 16);
        } catch (RuntimeException e) {
            throw new IllegalStateException("The embedded MongoDB server did not start (port " + options.port()
                    + ", directory " + options.directory() + ")", e);
        }
        return new EmbeddedMongo(server, server.getLocalAddress().getPort());
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

    /** Closes all connections and the file; a second call does nothing. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            server.shutdownNow();
        }
    }
}
