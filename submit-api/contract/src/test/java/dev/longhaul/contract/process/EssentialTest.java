package dev.longhaul.contract.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EssentialTest {

    /** What may end. */
    enum Part {
        PLATFORM_THREAD, VIRTUAL_THREAD, TIMER, ON_ANOTHERS_THREAD;

        void begin(Runnable failing) {
            switch (this) {
                case PLATFORM_THREAD -> Essential.platformThread("part").start(failing);
                case VIRTUAL_THREAD -> Essential.virtualThread("part").start(failing);
                case TIMER -> {
                    Future<?> unused = Executors.newSingleThreadScheduledExecutor()
                            .scheduleWithFixedDelay(Essential.task("part", failing), 0, 1, TimeUnit.SECONDS);
                }
                case ON_ANOTHERS_THREAD -> Essential.hasEnded("part");
            }
        }
    }

    /** A process that would live for ever, as a service does. */
    static final class Service {

        public static void main(String[] arguments) throws InterruptedException {
            Part.valueOf(arguments[0]).begin(() -> {
                throw new OutOfMemoryError("planted");
            });
            new CountDownLatch(1).await();
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_process_ends_when_an_essential_part_of_it_does(Part part) throws Exception {
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Service.class.getName(), part.name()).redirectErrorStream(true).start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it has ended").isTrue();
            assertThat(process.exitValue()).isEqualTo(Essential.STATUS);
            assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("'part' has ended", "status 70");
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void the_process_ends_even_when_the_log_takes_nothing() {
        List<Integer> halted = new ArrayList<>();
        assertThatThrownBy(() -> new EndOfProcess(halted::add).end("part", new Unspeakable()))
                .isInstanceOf(OutOfMemoryError.class);
        assertThat(halted).containsExactly(70);
    }

    /** Cannot be logged. */
    private static final class Unspeakable extends RuntimeException {

        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new OutOfMemoryError("planted");
        }
    }
}
