package dev.longhaul.worker.anthropic;

import dev.longhaul.contract.job.CallTimeouts;
import dev.longhaul.worker.Jobs;
import dev.longhaul.worker.provider.ProviderCall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The cases under {@code src/test/resources/anthropic}, and what the tests of this package share. */
final class Golden {

    static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    private Golden() {}

    /** The names of the cases in a folder, in order. */
    static Stream<String> names(String folder) {
        try (Stream<Path> files = Files.list(folder(folder))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode read(String folder, String name) {
        return JsonMapper.shared().readTree(folder(folder).resolve(name).toFile());
    }

    private static Path folder(String name) {
        try {
            return Path.of(Objects.requireNonNull(Golden.class.getResource("/anthropic/" + name)).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static ProviderCall call(String model, String request, boolean stream) {
        return new ProviderCall(Jobs.aJob().build().id(), 1, 1, model, request, stream, CallTimeouts.NONE);
    }

    /** A list as JSON. */
    static JsonNode json(List<?> list) {
        return JsonMapper.shared().valueToTree(list);
    }

    static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }
}
