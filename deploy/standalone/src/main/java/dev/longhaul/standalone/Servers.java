package dev.longhaul.standalone;

import dev.longhaul.embedded.AmqpOptions;
import dev.longhaul.embedded.EmbeddedAmqp;
import dev.longhaul.embedded.EmbeddedKafka;
import dev.longhaul.embedded.EmbeddedMongo;
import dev.longhaul.embedded.KafkaOptions;
import dev.longhaul.embedded.MongoOptions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/** The embedded Kafka broker, AMQP broker and MongoDB-protocol server, on the data directory. */
record Servers(EmbeddedKafka kafka, EmbeddedAmqp amqp, EmbeddedMongo mongo) implements AutoCloseable {

    /** Starts the three at the same time. */
    static Servers start(DataDirectory data) {
        // not the common pool: its threads do not see the classes of an executable jar
        Executor threads = task -> Thread.ofVirtual().name("start-server").start(task);
        CompletableFuture<EmbeddedKafka> kafka = CompletableFuture
                .supplyAsync(() -> EmbeddedKafka.start(KafkaOptions.in(data.sub("kafka"))), threads);
        CompletableFuture<EmbeddedMongo> mongo = CompletableFuture
                .supplyAsync(() -> EmbeddedMongo.start(MongoOptions.in(data.sub("mongo"))), threads);
        EmbeddedAmqp amqp = EmbeddedAmqp
                .start(AmqpOptions.in(data.sub("amqp")).withAccount("longhaul", data.amqpPassword()));
        try {
            return new Servers(kafka.join(), amqp, mongo.join());
        } catch (CompletionException e) {
            amqp.close();
            Throwable root = e;
            for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
                root = cause;
            }
            throw new StandaloneException("An embedded server did not start: " + root, e);
        }
    }

    @Override
    public void close() {
        amqp.close();
        kafka.close();
        mongo.close();
    }
}
