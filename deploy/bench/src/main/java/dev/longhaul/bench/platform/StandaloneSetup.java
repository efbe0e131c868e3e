package dev.longhaul.bench.platform;

import dev.longhaul.bench.measure.MeasuredProcess;
import dev.longhaul.bench.platform.OwnPlatform.SimulatorPlace;
import dev.longhaul.standalone.StandaloneCommand;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;

/** The standalone as its users start it, in one JVM on a data directory. */
record StandaloneSetup(OwnPlatform wanted, Launch launch, Parts parts) {

    private static final Pattern SIMULATED_AT = Pattern.compile("simulated at (http://\\S+)");

    Platform start() {
        if (wanted.tenants() > 1) {
            throw new IllegalArgumentException("The standalone has one tenant; use --setup processes for more.");
        }
        Path data = launch.directory().resolve("data");
        List<MeasuredProcess> processes = new ArrayList<>();
        Optional<SimulatorProcess> apart = wanted.simulator() == SimulatorPlace.OWN_PROCESS
                ? Optional.of(SimulatorProcess.start(launch, parts))
                : Optional.empty();
        apart.ifPresent(simulator -> {
            simulator.writeCatalog(data.resolve("catalog.yaml"));
            processes.add(MeasuredProcess.simulator(simulator.jvm().pid()));
        });
        Launch own = apart.isPresent() ? launch.with(SimulatorProcess.PROVIDER_KEY) : launch;
        ChildJvm standalone = parts.add(ChildJvm.start("standalone", StandaloneCommand.class,
                List.of("--data", data.toString(), "--port", "0", "--slots", Integer.toString(wanted.slots()),
                        "--simulator-latency", "0"),
                own));
        Properties connection = standalone.await(() -> connection(data.resolve("client.properties")));
        String simulatorUrl = apart.map(SimulatorProcess::url)
                .orElseGet(() -> standalone.awaitPrinted(SIMULATED_AT));
        processes.addFirst(MeasuredProcess.platform("standalone", standalone.pid()));
        return new Platform(description(), connection.getProperty("url"), List.of(connection.getProperty("api-key")),
                null,
                simulatorUrl, processes, null, parts);
    }

    private String description() {
        return "standalone in one JVM (-Xmx" + wanted.heap() + "), committed to disk, " + wanted.slots() + " slots, "
                + switch (wanted.simulator()) {
                    case OWN_PROCESS -> "simulator in a process of its own";
                    case INSIDE -> "simulator inside, so its CPU counts as the standalone's";
                };
    }

    private static Optional<Properties> connection(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file)) {
            Properties connection = new Properties();
            connection.load(in);
            return Optional.of(connection);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
