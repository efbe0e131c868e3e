package dev.longhaul.bench.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where the bench's processes keep data and logs: removed at the end unless the user chose the place. */
record WorkDirectory(Path path, boolean temporary) implements AutoCloseable {

    static WorkDirectory open(@Nullable Path chosen) {
        try {
            return chosen == null
                    ? new WorkDirectory(Files.createTempDirectory("longhaul-bench"), true)
                    : new WorkDirectory(Files.createDirectories(chosen.toAbsolutePath()), false);
        } catch (IOException e) {
            throw new UncheckedIOException("The work directory cannot be made", e);
        }
    }

    @Override
    public void close() throws IOException {
        if (!temporary) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> tree = Files.walk(path)) {
            deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : deepestFirst) {
            Files.deleteIfExists(file);
        }
    }
}
