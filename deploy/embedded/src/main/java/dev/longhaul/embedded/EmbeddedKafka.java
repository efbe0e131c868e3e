package dev.longhaul.embedded;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.metadata.storage.FormatterException;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka broker and its controller (KRaft, one node) on loopback ports. What it has acknowledged survives a kill of
 * the process; after one, a start takes the session timeout of the options longer.
 * <p>
 * Topics are not created by themselves. Many of Kafka's threads are not daemons: a broker that is not closed keeps the
 * JVM alive. Kafka ends the whole JVM when its own metadata cannot be read or written. It registers no JVM shutdown
 * hook: start it before the services and close it after them. Safe for use by several threads.
 */
public final class EmbeddedKafka implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedKafka.class);
    /** The same for every directory: a start that was cut while formatting can be repeated. */
    private static final String CLUSTER_ID = "bG9uZ2hhdWwtZW1iZWRkZQ";

    private final KafkaRaftServer server;
    private final int port;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedKafka(KafkaRaftServer server, int port) {
        this.server = server;
        this.port = port;
    }

    /**
     * Starts a broker and waits until it serves clients: two to three seconds, about a second in a JVM that had one
     * before, and the session timeout longer after an unclean stop.
     *
     * @throws IllegalStateException
     *             when it does not start, for instance because the port is taken
     */
    public static EmbeddedKafka start(KafkaOptions options) {
        int[] free = FreePort.choose(2);
        int port = options.port() == 0 ? free[0] : options.port();
        String logDirectory = logDirectory(options);
        KafkaRaftServer server = null;
        try {
            format(logDirectory);
            Properties properties = KafkaProperties.of(options, logDirectory, port, free[1]);
            server = new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
            server.startup();
            return new EmbeddedKafka(server, port);
        } catch (Exception e) {
            if (server != null) {
                stop(server);
            }
            throw new IllegalStateException(
                    "The embedded Kafka broker did not start (port " + port + ", directory " + options.directory()
                            + ")",
                    e);
        }
    }

    private static String logDirectory(KafkaOptions options) {
        Path logs = options.directory().resolve("log").toAbsolutePath();
        try {
            return Files.createDirectories(logs).toString();
        } catch (IOException e) {
            throw new UncheckedIOException("The embedded Kafka broker cannot create its directory", e);
        }
    }

    private static void format(String logDirectory) throws Exception {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8)) {
            new Formatter().setPrintStream(out).setSupportedFeatures(Feature.PRODUCTION_FEATURES)
                    .setNodeId(KafkaProperties.NODE).setClusterId(CLUSTER_ID).addDirectory(logDirectory)
                    .setMetadataLogDirectory(logDirectory).setReleaseVersion(MetadataVersion.latestProduction())
                    .setControllerListenerName(KafkaProperties.CONTROLLER_LISTENER).setIgnoreFormatted(true).run();
        } catch (FormatterException e) {
            throw new IllegalStateException("Formatting said: " + said.toString(StandardCharsets.UTF_8), e);
        }
        LOG.debug("Formatting said: {}", said.toString(StandardCharsets.UTF_8));
    }

    /** What clients take as {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** The loopback port that clients connect to. */
    public int port() {
        return port;
    }

    /** Stops the broker cleanly and waits for it, up to about a second; a second call does nothing. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            stop(server);
        }
    }

    private static void stop(KafkaRaftServer server) {
        server.shutdown();
        server.awaitShutdown();
    }
}
