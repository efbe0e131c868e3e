package dev.longhaul.client.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SurroundingsTest {

    @TempDir
    private Path directory;

    @Test
    void a_launcher_that_knows_decides_whether_there_is_a_terminal() {
        assertThat(Surroundings.isTerminal("true", directory)).isTrue();
        assertThat(Surroundings.isTerminal("false", directory)).isFalse();
    }

    @Test
    void otherwise_the_error_stream_of_the_process_tells() throws IOException {
        Path link = directory.resolve("2");
        Files.createSymbolicLink(link, Path.of("/dev/pts/3"));
        assertThat(Surroundings.isTerminal(null, link)).isTrue();
        Files.delete(link);
        Files.createSymbolicLink(link, Path.of("/tmp/log"));
        assertThat(Surroundings.isTerminal(null, link)).isFalse();
        assertThat(Surroundings.isTerminal(null, directory)).isFalse();
    }

    @Test
    void the_width_comes_from_the_environment_or_is_the_usual_one() {
        assertThat(TerminalWidth.columns("132")).isEqualTo(132);
        assertThat(TerminalWidth.columns("wide")).isEqualTo(80);
        assertThat(TerminalWidth.columns("1")).isEqualTo(40);
        assertThat(TerminalWidth.columns(null)).isBetween(40, 1_000);
    }

    @Test
    void those_of_the_process_write_utf_8() {
        Surroundings process = Surroundings.ofProcess();
        assertThat(process.out().charset().name()).isEqualTo("UTF-8");
        assertThat(process.environment()).isNotEmpty();
    }
}
