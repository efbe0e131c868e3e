package dev.longhaul.resultstore.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClients;
import dev.longhaul.contract.process.Essential;
import dev.longhaul.store.deadletter.UnreadableStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;

/** What becomes of a process whose reader of the log has ended: Spring would only stop the reader. */
class IntakeEndTest {

    /** A process that would live for ever, as a service does. */
    static final class Service {

        public static void main(String[] arguments) throws InterruptedException {
            UnreadableStore unused = new UnreadableStore(
                    MongoClients.create("mongodb://127.0.0.1:1").getDatabase("unused"), Clock.systemUTC(),
                    Duration.ofDays(1));
            new UnreadableIntake(new Failing(), unused).start();
            new CountDownLatch(1).await();
        }
    }

    private static final class Failing extends DefaultKafkaConsumerFactory<String, byte[]> {

        Failing() {
            super(Map.of("bootstrap.servers", "127.0.0.1:1"));
        }

        @Override
        protected Consumer<String, byte[]> createRawConsumer(Map<String, Object> settings) {
            MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest");
            consumer.schedulePollTask(() -> {
                throw new OutOfMemoryError("planted");
            });
            return consumer;
        }
    }

    @Test
    void a_process_ends_when_its_reader_of_the_log_does() throws Exception {
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Service.class.getName()).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it has ended").isTrue();
            assertThat(process.exitValue()).isEqualTo(Essential.STATUS);
        } finally {
            process.destroyForcibly();
        }
    }
}
