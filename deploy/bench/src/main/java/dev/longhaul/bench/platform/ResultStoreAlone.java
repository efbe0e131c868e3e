package dev.longhaul.bench.platform;

import dev.longhaul.bench.measure.MeasuredProcess;
import dev.longhaul.bench.platform.ServerProcess.Kind;
import dev.longhaul.bench.platform.ServicesProcess.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The result-store with its servers and no other service, each in a JVM of its own. Closing it stops them.
 *
 * @param amqpUri
 *            of an AMQP broker
 * @param mongoUri
 *            of a MongoDB-protocol server in memory
 * @param processes
 *            all of them
 * @param parts
 *            what is closed with it
 */
public record ResultStoreAlone(String amqpUri, String mongoUri, List<MeasuredProcess> processes, AutoCloseable parts)
        implements
            AutoCloseable {

    /** The model that its catalogue knows, with a price. */
    public static final String MODEL = "small";
    /** Who answers it. */
    public static final String PROVIDER = "nobody";
    /** Where the record is. */
    public static final String DATABASE = "longhaul";

    private static final String CATALOG = """
            version: 1
            pools: {default: {}}
            providers:
              nobody: {dialect: openai, base-url: "http://127.0.0.1:1/v1"}
            models:
              small:
                route: [{provider: nobody}]
                price: {input: 0.10, output: 0.40, since: 2026-01-01}
            """;

    /**
     * Starts them and returns when all are up.
     *
     * @param heap
     *            of each of them
     */
    public static ResultStoreAlone start(String heap) {
        return start(heap, List.of());
    }

    /**
     * As the other.
     *
     * @param more
     *            lines of the service's settings
     */
    public static ResultStoreAlone start(String heap, List<String> more) {
        Parts parts = new Parts();
        try {
            Path directory = parts.add(WorkDirectory.open(null)).path();
            Launch launch = new Launch(directory, heap, GarbageCollectors.of(List.of()), List.of(), Map.of());
            ChildJvm kafka = server(Kind.KAFKA, launch, parts);
            ChildJvm mongo = server(Kind.MONGO, launch, parts);
            ChildJvm amqp = server(Kind.AMQP, launch, parts);
            String mongoUri = mongo.awaitPrinted(ServerProcess.READY);
            String amqpUri = amqp.awaitPrinted(ServerProcess.READY);
            Path catalog = Files.writeString(directory.resolve("catalog.yaml"), CATALOG);
            List<String> lines = new ArrayList<>(List.of(
                    "longhaul.catalog=" + catalog, "longhaul.store.database=" + DATABASE, "server.address=127.0.0.1",
                    "spring.kafka.bootstrap-servers=" + kafka.awaitPrinted(ServerProcess.READY),
                    "spring.mongodb.uri=" + mongoUri, "spring.rabbitmq.addresses=" + amqpUri));
            lines.addAll(more);
            Path settings = Files.write(directory.resolve("services.properties"), lines);
            ChildJvm service = parts.add(ChildJvm.start(Service.RESULT_STORE.processName(), ServicesProcess.class,
                    List.of(settings.toString(), Service.RESULT_STORE.name()), launch));
            service.awaitPrinted(ServerProcess.READY);
            List<MeasuredProcess> processes = List.of(service, mongo, amqp, kafka).stream()
                    .map(jvm -> MeasuredProcess.platform(jvm.name(), jvm.pid())).toList();
            return new ResultStoreAlone(amqpUri, mongoUri, processes, parts);
        } catch (IOException e) {
            parts.close();
            throw new UncheckedIOException("The settings cannot be written", e);
        } catch (RuntimeException e) {
            parts.close();
            throw e;
        }
    }

    private static ChildJvm server(Kind kind, Launch launch, Parts parts) {
        String name = kind.name().toLowerCase(Locale.ROOT);
        return parts.add(ChildJvm.start(name, ServerProcess.class,
                List.of(kind.name(), launch.directory().resolve(name).toString()), launch));
    }

    @Override
    public void close() {
        try {
            parts.close();
        } catch (Exception e) {
            throw new IllegalStateException("The result-store did not stop", e);
        }
    }
}
