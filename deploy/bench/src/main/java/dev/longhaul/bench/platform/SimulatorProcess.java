package dev.longhaul.bench.platform;

import dev.longhaul.simulator.SimulatorCommand;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/** The simulator in a JVM of its own, and the catalogue that sends a platform to it. */
record SimulatorProcess(ChildJvm jvm, String url) {

    private static final Pattern READY = Pattern.compile("simulator listening on (\\S+)");
    /** The key that the catalogue names; without it a service would not call the provider. */
    static final Map<String, String> PROVIDER_KEY = Map.of("OPENAI_API_KEY", "simulated");

    static SimulatorProcess start(Launch launch, Parts parts) {
        ChildJvm jvm = parts.add(ChildJvm.start("simulator", SimulatorCommand.class, List.of(), launch));
        return new SimulatorProcess(jvm, jvm.awaitPrinted(READY));
    }

    /** Writes a catalogue whose only provider is this simulator. */
    void writeCatalog(Path file) {
        try (InputStream template = Objects.requireNonNull(getClass().getResourceAsStream("catalog.yaml"))) {
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            Files.writeString(file, new String(template.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("${simulator}", url + "/openai/v1"));
        } catch (IOException e) {
            throw new UncheckedIOException("The catalogue cannot be written", e);
        }
    }
}
