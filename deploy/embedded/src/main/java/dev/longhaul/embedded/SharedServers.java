package dev.longhaul.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One server of each kind for all the tests of a JVM, started at the first call and stopped when the JVM exits, as
 * every test runner makes it (threads of Kafka and Qpid keep a JVM alive whose main method merely returns). Tests keep
 * apart by names of their own: a topic, a queue, a database each.
 * <p>
 * Where {@value #AMQP_URI} names a broker, that one serves in place of the embedded one. It must be there for tests
 * only, and for one JVM at a time: they empty the queues that all of Longhaul shares before they use them.
 * <p>
 * The servers stand in classes of their own, so that a module which excludes Kafka or MongoDB can use the AMQP broker.
 */
public final class SharedServers {

    /** The environment variable with the {@code amqp://} address of the broker that tests are to use. */
    public static final String AMQP_URI = "LONGHAUL_TEST_AMQP_URI";

    private SharedServers() {}

    /** A broker in a temporary directory. */
    public static EmbeddedKafka kafka() {
        return SharedKafka.SERVER;
    }

    /** The broker that the environment names, or else the embedded one. */
    public static AmqpBroker amqp() {
        @Nullable
        String named = System.getenv(AMQP_URI);
        return named == null || named.isBlank() ? embeddedAmqp() : () -> named;
    }

    /**
     * A broker in memory, user and password {@code longhaul}, whatever the environment names: for tests of what this
     * kind alone shows.
     */
    public static EmbeddedAmqp embeddedAmqp() {
        return SharedAmqp.SERVER;
    }

    /** A server in memory. */
    public static EmbeddedMongo mongo() {
        return SharedMongo.SERVER;
    }

    private static <S extends AutoCloseable> S untilTheJvmEnds(S server, Runnable afterwards) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                server.close();
            } catch (Exception e) {
                throw new IllegalStateException(server + " did not stop", e);
            } finally {
                afterwards.run();
            }
        }, "stop-" + server.getClass().getSimpleName()));
        return server;
    }

    private static final class SharedKafka {

        static final EmbeddedKafka SERVER = start();

        private SharedKafka() {}

        private static EmbeddedKafka start() {
            try {
                Path directory = Files.createTempDirectory("longhaul-kafka");
                EmbeddedKafka kafka = EmbeddedKafka.start(KafkaOptions.in(directory));
                return untilTheJvmEnds(kafka, () -> DirectoryTree.delete(directory));
            } catch (IOException e) {
                throw new UncheckedIOException("No temporary directory for Kafka", e);
            }
        }
    }

    private static final class SharedAmqp {

        static final EmbeddedAmqp SERVER = untilTheJvmEnds(EmbeddedAmqp.start(AmqpOptions.inMemory()), () -> {
        });

        private SharedAmqp() {}
    }

    private static final class SharedMongo {

        static final EmbeddedMongo SERVER = untilTheJvmEnds(EmbeddedMongo.start(MongoOptions.inMemory()), () -> {
        });

        private SharedMongo() {}
    }
}
