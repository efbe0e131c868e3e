package dev.longhaul.dispatcher.platform;

import dev.longhaul.embedded.AmqpBroker;
import dev.longhaul.embedded.EmbeddedMongo;
import dev.longhaul.embedded.SharedServers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Where the services under test find their servers; a database of its own for each test. */
public record Servers(String kafka, String amqp, String mongo, String database) {

    private static final AtomicInteger DATABASES = new AtomicInteger();

    public static Servers shared() {
        return new Servers(SharedServers.kafka().bootstrapServers(), SharedServers.amqp().uri(), mongoUri(),
                "test" + DATABASES.incrementAndGet());
    }

    private static String mongoUri() {
        return SharedServers.mongo().uri("admin");
    }

    public Servers with(AmqpBroker broker) {
        return new Servers(kafka, broker.uri(), mongo, database);
    }

    public Servers with(EmbeddedMongo server) {
        return new Servers(kafka, amqp, server.uri("admin"), database);
    }

    /** As arguments of a service, with a free port for its HTTP. */
    public List<String> arguments() {
        return new ArrayList<>(List.of("--server.port=0", "--spring.main.banner-mode=off",
                "--spring.kafka.bootstrap-servers=" + kafka, "--spring.rabbitmq.addresses=" + amqp,
                "--spring.mongodb.uri=" + mongo, "--longhaul.store.database=" + database,
                "--longhaul.catalog=src/test/resources/catalog.yaml"));
    }
}
