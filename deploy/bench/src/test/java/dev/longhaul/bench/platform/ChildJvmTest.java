package dev.longhaul.bench.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildJvmTest {

    @Test
    void one_process_may_have_a_collector_of_its_own() {
        GarbageCollectors collectors = GarbageCollectors.of(List.of("G1", "mongo=Z"));

        assertThat(collectors.option("mongo")).isEqualTo("-XX:+UseZGC");
        assertThat(collectors.option("kafka")).isEqualTo("-XX:+UseG1GC");
        assertThat(GarbageCollectors.of(List.of()).option("kafka")).isEqualTo("-XX:+UseParallelGC");
        assertThatThrownBy(() -> GarbageCollectors.of(List.of("mongo=CMS"))).hasMessageContaining("CMS");
    }

    @TempDir
    private Path directory = Path.of("");

    /** Says that it is there and stays. */
    public static final class Staying {

        private Staying() {}

        public static void main(String[] args) throws InterruptedException {
            System.out.println("here with " + args[0] + " and " + System.getenv("BENCH_TEST"));
            new CountDownLatch(1).await();
        }
    }

    /** Ends at once with a word of why. */
    public static final class Failing {

        private Failing() {}

        @SuppressWarnings("DoNotCallSuggester") // throwing is what this program is for
        public static void main(String[] args) {
            throw new IllegalArgumentException("the reason of " + args[0]);
        }
    }

    @Test
    void a_jvm_option_is_for_all_or_for_the_process_that_stands_before_it() {
        Launch launch = new Launch(directory, "64m", GarbageCollectors.of(List.of()),
                List.of("-Xlog:gc:file=%name%.gc", "mongo=-Xmn256m", "-Dmongo=x"), Map.of());

        assertThat(launch.jvmOptionsOf("mongo")).containsExactly("-Xlog:gc:file=mongo.gc", "-Xmn256m", "-Dmongo=x");
        assertThat(launch.jvmOptionsOf("kafka")).containsExactly("-Xlog:gc:file=kafka.gc", "-Dmongo=x");
    }

    private Launch launch() {
        return new Launch(directory, "64m", GarbageCollectors.of(List.of()), List.of("-XX:TieredStopAtLevel=1"),
                Map.of("BENCH_TEST", "value"));
    }

    @Test
    void a_child_gets_its_arguments_and_environment_and_is_gone_after_close() {
        ProcessHandle handle;
        try (ChildJvm child = ChildJvm.start("staying", Staying.class, List.of("argument"), launch())) {
            assertThat(child.awaitPrinted(Pattern.compile("here with (.*)"))).isEqualTo("argument and value");
            handle = ProcessHandle.of(child.pid()).orElseThrow();
            assertThat(handle.isAlive()).isTrue();
        }
        assertThat(handle.isAlive()).isFalse();
    }

    @Test
    void a_child_that_ends_at_its_start_is_an_error_with_its_last_words() {
        try (ChildJvm child = ChildJvm.start("failing", Failing.class, List.of("failing"), launch())) {
            assertThatIllegalStateException().isThrownBy(() -> child.awaitPrinted(Pattern.compile("(never)")))
                    .withMessageContaining("the reason of failing");
        }
    }

    @Test
    void a_child_ends_when_its_parent_is_gone() throws IOException, InterruptedException {
        Process child = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp", System.getProperty("java.class.path"), ChildMain.class.getName(), Staying.class.getName(), "x")
                .redirectErrorStream(true).start();
        try {
            assertThat(child.inputReader().readLine()).startsWith("here");
            child.outputWriter().close(); // what the end of the parent does
            assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            child.destroyForcibly();
        }
    }

    @Test
    void a_temporary_directory_goes_and_a_chosen_one_stays() throws IOException {
        WorkDirectory temporary = WorkDirectory.open(null);
        Files.writeString(Files.createDirectories(temporary.path().resolve("a/b")).resolve("c"), "x");
        temporary.close();
        assertThat(temporary.path()).doesNotExist();

        WorkDirectory chosen = WorkDirectory.open(directory.resolve("mine"));
        chosen.close();
        assertThat(chosen.path()).isDirectory();
    }

    @Test
    void what_was_started_last_stops_first_even_when_one_does_not_stop() {
        StringBuilder stopped = new StringBuilder();
        try (Parts parts = new Parts()) {
            parts.add(() -> stopped.append("first "));
            parts.add(() -> {
                throw new IllegalStateException("stays");
            });
            parts.add(() -> stopped.append("last "));
        }
        assertThat(stopped).hasToString("last first ");
    }
}
