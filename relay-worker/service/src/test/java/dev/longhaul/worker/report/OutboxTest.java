package dev.longhaul.worker.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longhaul.worker.report.Outbox.Kept;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxTest {

    @TempDir
    private Path directory;

    @Test
    void what_is_kept_is_there_until_it_is_dropped() throws IOException {
        try (Outbox outbox = Outbox.open(directory, "w1", 100)) {
            Kept first = keep(outbox, "first");
            keep(outbox, "second");
            assertThat(contents(outbox)).containsExactly("first", "second");

            outbox.drop(first);

            assertThat(contents(outbox)).containsExactly("second");
        }
    }

    @Test
    void the_next_worker_takes_what_one_that_is_gone_has_left() throws IOException {
        try (Outbox outbox = Outbox.open(directory, "w1", 100)) {
            keep(outbox, "left");
        }
        Files.writeString(directory.resolve("w1").resolve("000000000002.json.part"), "half writ");

        try (Outbox outbox = Outbox.open(directory, "w2", 100)) {
            assertThat(contents(outbox)).containsExactly("left");
            assertThat(directory.resolve("w1")).doesNotExist();
            keep(outbox, "fresh");
            assertThat(contents(outbox)).containsExactly("left", "fresh");
        }
    }

    @Test
    void what_a_live_worker_has_is_its_own() throws IOException {
        try (Outbox live = Outbox.open(directory, "w1", 100)) {
            keep(live, "mine");
            try (Outbox other = Outbox.open(directory, "w2", 100)) {
                assertThat(contents(other)).isEmpty();
            }
            assertThat(contents(live)).containsExactly("mine");
            assertThatThrownBy(() -> Outbox.open(directory, "w1", 100)).isInstanceOf(IOException.class)
                    .hasMessageContaining("locked");
        }
    }

    @Test
    void beyond_its_size_nothing_is_kept_until_something_goes() throws IOException {
        try (Outbox outbox = Outbox.open(directory, "w1", 10)) {
            Kept first = keep(outbox, "12345678");
            assertThat(outbox.keep("abc".getBytes(StandardCharsets.UTF_8))).isNull();

            outbox.drop(first);

            keep(outbox, "abc");
        }
    }

    @Test
    void an_empty_one_leaves_nothing_behind_and_others_may_not_look_into_it() throws IOException {
        try (Outbox outbox = Outbox.open(directory, "w1", 10)) {
            assertThat(contents(outbox)).isEmpty();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("w1"))))
                    .isEqualTo("rwx------");
        }
        assertThat(directory).isDirectoryNotContaining(Files::isDirectory);
    }

    private static Kept keep(Outbox outbox, String message) {
        Kept kept = outbox.keep(message.getBytes(StandardCharsets.UTF_8));
        assertThat(kept).isNotNull();
        return Objects.requireNonNull(kept);
    }

    private static List<String> contents(Outbox outbox) throws IOException {
        List<String> contents = new ArrayList<>();
        for (Kept each : outbox.all()) {
            contents.add(new String(each.read(), StandardCharsets.UTF_8));
        }
        return contents;
    }
}
