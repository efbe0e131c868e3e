package dev.longhaul.client.cli.batch.lines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineLogTest {

    @TempDir
    private Path directory;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> lines(LineLog log) throws IOException {
        List<String> lines = new ArrayList<>();
        log.forEach(reader -> lines.add(reader.offset() + ":" + new String(reader.bytes(), StandardCharsets.UTF_8)));
        return lines;
    }

    @Test
    void a_torn_last_line_is_cut_off() throws IOException {
        Path file = directory.resolve("log");
        Files.writeString(file, "one\ntwo\nthr");
        try (LineLog log = LineLog.open(file)) {
            assertThat(lines(log)).containsExactly("0:one", "4:two");
            log.append(bytes("three\n"));
            assertThat(lines(log)).containsExactly("0:one", "4:two", "8:three");
        }
        assertThat(file).hasContent("one\ntwo\nthree\n");
    }

    @Test
    void a_file_that_is_one_torn_line_becomes_empty_also_when_it_is_long() throws IOException {
        Path file = directory.resolve("log");
        Files.writeString(file, "x".repeat(200_000));
        try (LineLog log = LineLog.open(file)) {
            assertThat(log.isEmpty()).isTrue();
        }
        Files.writeString(file, "kept\n" + "x".repeat(200_000));
        try (LineLog log = LineLog.open(file)) {
            assertThat(lines(log)).containsExactly("0:kept");
            assertThat(log.read(0, 4)).isEqualTo(bytes("kept"));
        }
    }

    @Test
    void two_runs_cannot_have_the_same_file() throws IOException {
        Path file = directory.resolve("log");
        try (LineLog log = LineLog.open(file)) {
            assertThat(log.isEmpty()).isTrue();
            assertThatThrownBy(() -> LineLog.open(file)).isInstanceOf(InUseException.class);
            assertThatThrownBy(() -> LineLog.open(file)).isInstanceOf(InUseException.class);
        }
        LineLog.open(file).close();
    }

    @Test
    void an_interrupted_thread_still_writes_whole_lines() throws IOException {
        Path file = directory.resolve("log");
        try (LineLog log = LineLog.open(file)) {
            Thread.currentThread().interrupt();
            log.append(bytes("one\n"));
            assertThat(Thread.interrupted()).isTrue();
            log.append(bytes("two\n"));
        }
        assertThat(file).hasContent("one\ntwo\n");
    }

    @Test
    void a_line_without_end_does_not_fill_the_memory() {
        java.io.InputStream endless = new java.io.InputStream() {

            @Override
            public int read() {
                return 'x';
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                java.util.Arrays.fill(buffer, offset, offset + length, (byte) 'x');
                return length;
            }
        };
        assertThatThrownBy(() -> {
            try (LineReader reader = new LineReader(endless)) {
                reader.next();
            }
        }).isInstanceOf(LineTooLongException.class).hasMessageContaining("line 1 is longer than 64 MiB");
    }
}
