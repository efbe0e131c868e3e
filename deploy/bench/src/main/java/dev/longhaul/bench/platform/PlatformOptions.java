package dev.longhaul.bench.platform;

import dev.longhaul.bench.measure.MeasuredProcess;
import dev.longhaul.bench.platform.OwnPlatform.ServicesIn;
import dev.longhaul.bench.platform.OwnPlatform.Setup;
import dev.longhaul.bench.platform.OwnPlatform.SimulatorPlace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say which platform is measured: one at a URL, or one that the bench starts. */
public final class PlatformOptions {

    private static final int MOST_WORKERS = 16;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Option(names = "--url", paramLabel = "URL", description = "A platform that runs. Left out: the bench starts its own.")
    private @Nullable String url;

    @Option(names = "--api-key", paramLabel = "KEY", description = "For --url; several times for several tenants.")
    private List<String> apiKeys = new ArrayList<>();

    @Option(names = "--simulator-url", paramLabel = "URL", description = "The simulator that the platform at --url calls: sets the latency, checks answers and calls, is the baseline.")
    private @Nullable String simulatorUrl;

    @Option(names = "--process", paramLabel = "NAME=PID", description = "A process of this machine whose CPU and memory count as the platform's, such as the broker of --amqp-uri; several times.")
    private Map<String, Long> namedProcesses = new LinkedHashMap<>();

    @Option(names = "--setup", defaultValue = "standalone", description = "What the bench starts: standalone, or processes: Kafka, AMQP broker and MongoDB-protocol server (in memory) in JVMs of their own.")
    private Setup setup = Setup.STANDALONE;

    @Option(names = "--simulator", defaultValue = "own-process", description = "Where the bench's own standalone has its simulator: inside, or in its own-process, so that its CPU counts apart.")
    private SimulatorPlace simulator = SimulatorPlace.OWN_PROCESS;

    @Option(names = "--processes", defaultValue = "one", description = "JVMs of the services of --setup processes: one for all, or each its own.")
    private ServicesIn services = ServicesIn.ONE;

    @Option(names = "--workers", paramLabel = "N", defaultValue = "1", description = "Relay workers of --processes each, 1 to 16, each with --slots.")
    private int workers;

    @Option(names = "--amqp-uri", paramLabel = "URI", description = "An empty RabbitMQ for --setup processes, instead of an embedded broker; see deploy/bench/rabbitmq.sh.")
    private @Nullable String amqpUri;

    @Option(names = {"--in-flight",
            "--slots"}, paramLabel = "N", defaultValue = "64", description = "Provider calls at a time: slots of the bench's own platform, and open calls of the baseline.")
    private int inFlight;

    @Option(names = "--tenants", paramLabel = "N", defaultValue = "1", description = "Tenants of --setup processes, 1 to 100.")
    private int tenants;

    @Option(names = "--heap", paramLabel = "SIZE", defaultValue = "1g", description = "-Xmx of each JVM that the bench starts.")
    private String heap = "1g";

    @Option(names = "--gc", paramLabel = "[PROCESS=]NAME", description = "Garbage collector of these JVMs: Parallel (the default), G1, Z or Serial; for one of them, such as mongo=Z, with its process's name; several times.")
    private List<String> collectors = new ArrayList<>();

    @Option(names = "--jvm-option", paramLabel = "[PROCESS=]-OPTION", description = "A further option of these JVMs, or of one of them, such as mongo=-Xmn256m; %%name%% in it becomes the process's name; several times.")
    private List<String> jvmOptions = new ArrayList<>();

    @Option(names = "--env", paramLabel = "NAME=VALUE", description = "In the environment of these JVMs, such as LONGHAUL_WORKER_BUNDLE_SIZE=32; several times.")
    private Map<String, String> environment = new LinkedHashMap<>();

    @Option(names = "--work-dir", paramLabel = "DIR", description = "An empty directory for data and logs of these JVMs, which then stay. Left out: a temporary one.")
    private @Nullable Path workDirectory;

    /** The platform, up and ready. */
    public Platform open() {
        check(inFlight >= 1 && inFlight <= 65_000, "--in-flight must be 1 to 65000");
        check(tenants >= 1 && tenants <= 100, "--tenants must be 1 to 100");
        List<MeasuredProcess> named = namedProcesses.entrySet().stream()
                .map(process -> MeasuredProcess.platform(process.getKey(), process.getValue())).toList();
        if (url != null && simulatorUrl != null && !apiKeys.isEmpty()) {
            return new Platform("the platform at " + url, url.replaceFirst("/*(/v1)?/*$", ""), apiKeys, null,
                    simulatorUrl,
                    named, null, () -> {
                    });
        }
        check(url == null && apiKeys.isEmpty() && simulatorUrl == null,
                "--url, --api-key and --simulator-url need each other");
        check(workers >= 1 && workers <= MOST_WORKERS && (workers == 1 || services == ServicesIn.EACH),
                "--workers must be 1 to " + MOST_WORKERS + "; more than 1 need --setup processes --processes each");
        check(jvmOptions.stream().allMatch(option -> option.startsWith("-") || option.contains("=-")),
                "--jvm-option must be -OPTION, or PROCESS=-OPTION such as mongo=-Xmn256m");
        check(setup == Setup.PROCESSES || amqpUri == null, "--amqp-uri needs --setup processes");
        Platform own = new OwnPlatform(setup, simulator, services, workers, amqpUri, inFlight, tenants, heap,
                collectors(), jvmOptions, environment, workDirectory).start();
        List<MeasuredProcess> all = new ArrayList<>(own.processes());
        all.addAll(named);
        return new Platform(own.description(), own.url(), own.apiKeys(), own.adminKey(), own.simulatorUrl(), all,
                own.own(), own.parts());
    }

    /**
     * Processes of the bench's own, with an admin key; an error in the command line when other ones, or fewer tenants,
     * are asked for.
     */
    public Platform openAdministered(int leastTenants) {
        check(url == null && setup == Setup.PROCESSES && tenants >= leastTenants,
                "this needs --setup processes --tenants " + leastTenants);
        return open();
    }

    /**
     * Processes of the bench's own, each service in one; an error in the command line when other ones are asked for.
     *
     * @param more
     *            in the environment of these JVMs
     */
    public Platform openServices(Map<String, String> more) {
        check(url == null && setup == Setup.PROCESSES && services == ServicesIn.EACH,
                "this needs --setup processes --processes each");
        environment.putAll(more);
        return open();
    }

    public int inFlight() {
        return inFlight;
    }

    /** How many there will be. */
    public int tenants() {
        return url == null ? tenants : apiKeys.size();
    }

    private GarbageCollectors collectors() {
        try {
            return GarbageCollectors.of(collectors);
        } catch (IllegalArgumentException e) {
            check(false, "--gc: " + e.getMessage());
            throw e;
        }
    }

    private void check(boolean right, String message) {
        CommandSpec command = spec;
        if (!right && command != null) {
            throw new ParameterException(command.commandLine(), message);
        }
    }
}
