package dev.longhaul.bench.platform;

import dev.longhaul.embedded.AmqpOptions;
import dev.longhaul.embedded.EmbeddedAmqp;
import dev.longhaul.embedded.EmbeddedKafka;
import dev.longhaul.embedded.EmbeddedMongo;
import dev.longhaul.embedded.KafkaOptions;
import dev.longhaul.embedded.MongoOptions;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;

/** One embedded server in a JVM of its own; prints where it answers. */
public final class ServerProcess {

    static final Pattern READY = Pattern.compile("(?m)^ready (\\S+)$");

    /** Which server. */
    enum Kind {
        /** A Kafka broker that writes to its directory. */
        KAFKA,
        /** An AMQP broker that writes to its directory. */
        AMQP,
        /** A MongoDB-protocol server that keeps everything in memory. */
        MONGO
    }

    private ServerProcess() {}

    /**
     * @param args
     *            a {@link Kind} and a directory
     */
    public static void main(String[] args) throws InterruptedException {
        Path directory = Path.of(args[1]);
        AutoCloseable server = switch (Kind.valueOf(args[0])) {
            case KAFKA -> {
                EmbeddedKafka kafka = EmbeddedKafka.start(KafkaOptions.in(directory));
                yield ready(kafka, kafka.bootstrapServers());
            }
            case AMQP -> {
                EmbeddedAmqp amqp = EmbeddedAmqp.start(AmqpOptions.in(directory));
                yield ready(amqp, amqp.uri());
            }
            case MONGO -> {
                EmbeddedMongo mongo = EmbeddedMongo.start(MongoOptions.inMemory());
                yield ready(mongo, mongo.uri("longhaul"));
            }
        };
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                server.close();
            } catch (Exception e) {
                System.err.println("The server did not stop cleanly: " + e);
            }
        }, "stop"));
        new CountDownLatch(1).await();
    }

    private static AutoCloseable ready(AutoCloseable server, String where) {
        System.out.println("ready " + where);
        return server;
    }
}
