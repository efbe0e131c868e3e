package dev.longhaul.standalone;

import dev.longhaul.api.SubmitApiApplication;
import dev.longhaul.api.key.ApiKey;
import dev.longhaul.contract.catalog.Catalog;
import dev.longhaul.contract.catalog.CatalogFile;
import dev.longhaul.contract.catalog.InvalidCatalogException;
import dev.longhaul.dispatcher.DispatcherApplication;
import dev.longhaul.resultstore.ResultStoreApplication;
import dev.longhaul.simulator.Simulator;
import dev.longhaul.simulator.config.Latency;
import dev.longhaul.simulator.config.Listen;
import dev.longhaul.simulator.config.SimulatorConfig;
import dev.longhaul.worker.RelayWorkerApplication;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running standalone: servers first, then the services against the stream, so that each finds what it needs. */
public final class Standalone implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Standalone.class);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final DataDirectory data;
    private final Path catalogFile;
    private @Nullable Simulator simulator;
    private int apiPort;
    private final List<String> simulated = new ArrayList<>();
    private final Map<String, Integer> health = new HashMap<>();

    private Standalone(DataDirectory data) {
        this.data = data;
        this.catalogFile = data.catalog();
        parts.push(data);
    }

    /**
     * Starts everything and returns when jobs are taken.
     *
     * @param environment
     *            where provider keys are looked for: a provider without one is played by the simulator
     * @throws StandaloneException
     *             when it cannot start; nothing runs then
     */
    public static Standalone start(StandaloneOptions options, Map<String, String> environment) {
        Ports ports = Ports.from(options.port());
        Standalone standalone = new Standalone(DataDirectory.open(options.data()));
        try {
            standalone.start(options, ports, environment);
            return standalone;
        } catch (RuntimeException e) {
            standalone.close();
            throw e;
        }
    }

    private void start(StandaloneOptions options, Ports ports, Map<String, String> environment) {
        // first, so that a slip in it is told before anything is begun
        Catalog catalog = readCatalog();
        Servers servers = Servers.start(data);
        parts.push(servers);
        Map<String, String> common = new HashMap<>(Map.of("longhaul.catalog", catalogFile.toString(), "server.address",
                "127.0.0.1", "spring.jmx.enabled", "false", "spring.rabbitmq.addresses", servers.amqp().uri()));
        Map<String, String> domestic = new HashMap<>(common);
        domestic.putAll(Map.of("spring.kafka.bootstrap-servers", servers.kafka().bootstrapServers(),
                "spring.mongodb.uri", servers.mongo().uri("longhaul"), "longhaul.webhook.master-key",
                "file:" + data.webhookKey()));

        run("result-store", ResultStoreApplication.class, domestic, ports.resultStore(), Map.of());
        run("worker", RelayWorkerApplication.class, common, ports.worker(),
                workerSettings(catalog, options, ports.simulator(), environment));
        run("dispatcher", DispatcherApplication.class, domestic, ports.dispatcher(), Map.of());
        apiPort = run("submit-api", SubmitApiApplication.class, domestic, ports.api(),
                Map.of("longhaul.api.job-id-secret", data.jobIdSecret(), "longhaul.api.bootstrap-keys[0].tenant",
                        "demo", "longhaul.api.bootstrap-keys[0].name", "demo", "longhaul.api.bootstrap-keys[0].hash",
                        hash(data.apiKey()), "longhaul.api.admin-keys[0].name", "standalone",
                        "longhaul.api.admin-keys[0].hash", hash(data.adminKey())));
    }

    private String hash(String key) {
        return ApiKey.parse(key).map(ApiKey::hash).orElseThrow(() -> new StandaloneException(
                "A key in " + data.sub("secrets.properties") + " is damaged.", null));
    }

    private int run(String name, Class<?> application, Map<String, String> base, int port,
            Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(base);
        all.putAll(settings);
        all.put("server.port", Integer.toString(port));
        ServiceContext service = ServiceContext.start(application, all);
        parts.push(service);
        health.put(name, service.port());
        return service.port();
    }

    private Catalog readCatalog() {
        try {
            return CatalogFile.read(catalogFile);
        } catch (InvalidCatalogException e) {
            throw new StandaloneException("The catalogue is not right: " + e.getMessage(), e);
        }
    }

    private Map<String, String> workerSettings(Catalog catalog, StandaloneOptions options, int simulatorPort,
            Map<String, String> environment) {
        Map<String, String> settings = new HashMap<>();
        settings.put("longhaul.worker.slots", Integer.toString(options.slots()));
        settings.put("longhaul.worker.outbox", data.sub("outbox").toString());
        for (String name : new TreeSet<>(catalog.providers().keySet())) {
            Catalog.Provider provider = catalog.providers().get(name);
            String keyName = provider == null ? null : provider.apiKeyEnv();
            if (keyName != null && environment.getOrDefault(keyName, "").isBlank()) {
                simulated.add(name);
                settings.put("longhaul.providers." + name + ".base-url",
                        simulator(options, simulatorPort).baseUrl() + "/openai/v1");
                settings.put("longhaul.providers." + name + ".api-key", "simulated");
            }
        }
        return settings;
    }

    private Simulator simulator(StandaloneOptions options, int port) {
        Simulator running = simulator;
        if (running == null) {
            running = Simulator.start(SimulatorConfig.defaults().withListen(new Listen("127.0.0.1", port))
                    .withLatency(Latency.fixed((double) options.simulatorLatency().toMillis())));
            simulator = running;
            parts.push(running);
        }
        return running;
    }

    /** The API's address, without a slash at the end. */
    public String url() {
        return "http://127.0.0.1:" + apiPort;
    }

    /** The key of the tenant {@code demo}. */
    public String apiKey() {
        return data.apiKey();
    }

    /** The key that opens {@code /admin}. */
    public String adminKey() {
        return data.adminKey();
    }

    /** Where the simulator answers, or null when every provider has a key. */
    public @Nullable String simulatorUrl() {
        Simulator running = simulator;
        return running == null ? null : running.baseUrl();
    }

    /** The providers that the simulator plays, because the environment has no key for them. */
    public List<String> simulatedProviders() {
        return List.copyOf(simulated);
    }

    /** The catalogue file in force. */
    public Path catalogFile() {
        return catalogFile;
    }

    /** Where each service answers {@code /actuator/health}: its port by its name. */
    public Map<String, Integer> healthPorts() {
        return Map.copyOf(health);
    }

    /** Stops the services with the stream, then the servers. */
    @Override
    public void close() {
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (Exception e) {
                // the others must stop too
                log.warn("{} did not stop cleanly", part.getClass().getSimpleName(), e);
            }
        }
    }
}
