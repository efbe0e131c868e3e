package dev.longhaul.bench.platform;

import dev.longhaul.api.key.ApiKey;
import dev.longhaul.bench.measure.MeasuredProcess;
import dev.longhaul.bench.platform.ServerProcess.Kind;
import dev.longhaul.bench.platform.ServicesProcess.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Servers in processes of their own, the services in one JVM or in one each. */
final class ProcessesSetup {

    private final OwnPlatform wanted;
    private final Launch launch;
    private final Parts parts;
    private final SecureRandom random = new SecureRandom();
    private final List<MeasuredProcess> processes = new ArrayList<>();

    ProcessesSetup(OwnPlatform wanted, Launch launch, Parts parts) {
        this.wanted = wanted;
        this.launch = launch;
        this.parts = parts;
    }

    Platform start() {
        ChildJvm kafka = server(Kind.KAFKA);
        ChildJvm mongo = server(Kind.MONGO);
        ChildJvm amqp = wanted.amqpUri() == null ? server(Kind.AMQP) : null;
        SimulatorProcess simulator = SimulatorProcess.start(launch, parts);
        processes.add(MeasuredProcess.simulator(simulator.jvm().pid()));

        Path catalog = launch.directory().resolve("catalog.yaml");
        simulator.writeCatalog(catalog);
        List<String> apiKeys = Stream.generate(() -> ApiKey.generate(random).reveal()).limit(wanted.tenants()).toList();
        String adminKey = ApiKey.generate(random).reveal();
        int port = FreePort.choose();
        Properties settings = new Properties();
        settings.setProperty("longhaul.catalog", catalog.toString());
        settings.setProperty("server.address", "127.0.0.1");
        settings.setProperty("server.port", Integer.toString(port));
        settings.setProperty("spring.kafka.bootstrap-servers", kafka.awaitPrinted(ServerProcess.READY));
        settings.setProperty("spring.mongodb.uri", mongo.awaitPrinted(ServerProcess.READY));
        String amqpUri = amqpUri(amqp);
        settings.setProperty("spring.rabbitmq.addresses", amqpUri);
        settings.setProperty("longhaul.worker.slots", Integer.toString(wanted.slots()));
        settings.setProperty("longhaul.worker.outbox", launch.directory().resolve("outbox").toString());
        settings.setProperty("longhaul.api.job-id-secret", jobIdSecret());
        for (int i = 0; i < apiKeys.size(); i++) {
            String key = "longhaul.api.bootstrap-keys[" + i + "].";
            settings.setProperty(key + "tenant", Platform.tenant(i));
            settings.setProperty(key + "name", "bench");
            settings.setProperty(key + "hash", hash(apiKeys.get(i)));
        }
        settings.setProperty("longhaul.api.admin-keys[0].name", "bench");
        settings.setProperty("longhaul.api.admin-keys[0].hash", hash(adminKey));
        List<RunningService> services = startServices(settings);
        return new Platform(description(), "http://127.0.0.1:" + port, apiKeys, adminKey, simulator.url(),
                processes, new Platform.Own(services, amqpUri), parts);
    }

    private static String hash(String key) {
        return ApiKey.parse(key).orElseThrow().hash();
    }

    private ChildJvm server(Kind kind) {
        String name = kind.name().toLowerCase(Locale.ROOT);
        ChildJvm server = parts.add(ChildJvm.start(name, ServerProcess.class,
                List.of(kind.name(), launch.directory().resolve(name).toString()), launch));
        processes.add(MeasuredProcess.platform(name, server.pid()));
        return server;
    }

    private String amqpUri(@Nullable ChildJvm own) {
        String given = wanted.amqpUri();
        if (own != null) {
            return own.awaitPrinted(ServerProcess.READY);
        }
        if (given == null) {
            throw new IllegalStateException("neither an AMQP broker of its own nor a URI");
        }
        return given;
    }

    private String jobIdSecret() {
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        return HexFormat.of().formatHex(secret);
    }

    private List<RunningService> startServices(Properties settings) {
        Path file = launch.directory().resolve("services.properties");
        try (Writer out = Files.newBufferedWriter(file)) {
            settings.store(out, null);
        } catch (IOException e) {
            throw new UncheckedIOException("The services' settings cannot be written", e);
        }
        List<List<Service>> groups = switch (wanted.services()) {
            case ONE -> List.of(List.of(Service.values()));
            case EACH -> Arrays.stream(Service.values()).map(List::of).toList();
        };
        List<RunningService> started = new ArrayList<>(
                groups.stream().map(group -> startGroup(group, file, "")).toList());
        for (int worker = 2; worker <= wanted.workers(); worker++) {
            started.add(startGroup(List.of(Service.WORKER), file, "-" + worker));
        }
        started.forEach(RunningService::awaitReady);
        return started;
    }

    private RunningService startGroup(List<Service> services, Path settings, String ending) {
        String name = services.size() == 1 ? services.getFirst().processName() + ending : "services";
        List<String> arguments = new ArrayList<>(List.of(settings.toString()));
        services.forEach(service -> arguments.add(service.name()));
        RunningService group = new RunningService(name, arguments, launch.with(SimulatorProcess.PROVIDER_KEY), parts);
        processes.add(MeasuredProcess.platform(name, group.pid()));
        return group;
    }

    private String description() {
        return "Kafka, MongoDB-protocol server (in memory), "
                + (wanted.amqpUri() == null ? "embedded AMQP broker" : "the AMQP broker that was named")
                + " and simulator in processes of their own; services in "
                + switch (wanted.services()) {
                    case ONE -> "one JVM";
                    case EACH -> "one JVM each" + (wanted.workers() == 1 ? "" : ", " + wanted.workers() + " workers");
                }
                + " (-Xmx" + wanted.heap() + "), " + wanted.slots() + " slots";
    }
}
