package dev.longhaul.worker.gemini;

import dev.longhaul.contract.job.CallTimeouts;
import dev.longhaul.worker.Jobs;
import dev.longhaul.worker.provider.ProviderCall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The files under {@code src/test/resources/gemini}: each holds what goes in and what must come out. */
final class GoldenFiles {

    static final JsonMapper MAPPER = JsonMapper.builder().build();

    private GoldenFiles() {}

    /** All files of a directory, in the order of their names. */
    static Stream<Named<JsonNode>> of(String directory) {
        try (Stream<Path> files = Files.list(directory(directory))) {
            List<Path> sorted = files.sorted().toList();
            return sorted.stream().map(file -> Named.of(file.getFileName().toString(), MAPPER.readTree(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path directory(String name) {
        try {
            return Path.of(Objects.requireNonNull(GoldenFiles.class.getResource("/gemini/" + name)).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(name, e);
        }
    }

    /** A call with this request. */
    static ProviderCall call(String model, JsonNode request, boolean stream) {
        return new ProviderCall(Jobs.aJob().build().id(), 1, 1, model, request.toString(), stream,
                CallTimeouts.NONE);
    }
}
