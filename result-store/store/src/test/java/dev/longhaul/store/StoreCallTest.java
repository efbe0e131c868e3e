package dev.longhaul.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.embedded.SharedServers;
import dev.longhaul.store.job.JobStore;
import dev.longhaul.store.job.StoreFixture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class StoreCallTest {

    private static final JobId ID = new JobId(1, 2, 3);

    static int unusedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static JobStore store(MongoClient client) {
        return new JobStore(client.getDatabase("calls"), Clock.systemUTC(), StoreFixture.RETENTION);
    }

    @Test
    @Timeout(10)
    void a_server_that_is_not_there_is_told_within_the_selection_timeout() throws Exception {
        try (MongoClient client = MongoClients
                .create("mongodb://127.0.0.1:" + unusedPort() + "/?serverSelectionTimeoutMS=300")) {
            JobStore jobs = store(client);

            List<Runnable> calls = List.of(() -> jobs.queries().find(ID), () -> jobs.createIndexes(),
                    () -> jobs.dispatch().dispatch(List.of(ID), "token", won -> assertThat(won).isNull()),
                    () -> jobs.cancel().cancel(ID),
                    () -> jobs.retention().sweep(10));
            long before = System.nanoTime();
            calls.forEach(call -> assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(call::run)
                    .withMessageContaining("MongoDB does not take the call: MongoTimeoutException"));
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(8));
        }
    }

    @Test
    void a_client_that_was_closed_is_told_as_a_store_that_is_away() {
        MongoClient client = MongoClients.create(SharedServers.mongo().uri("calls"));
        JobStore jobs = store(client);
        client.close();

        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> jobs.queries().find(ID))
                .withMessage("the connection to MongoDB is closed");
    }

    @Test
    void an_error_of_our_own_is_not_taken_for_a_store_that_is_away() {
        assertThatIllegalStateException().isThrownBy(() -> StoreCall.of(() -> {
            throw new IllegalStateException("a bug");
        })).withMessage("a bug");
        assertThatIllegalArgumentException().isThrownBy(() -> StoreCall.of(() -> {
            throw new IllegalArgumentException("another");
        }));
    }

    @Test
    void a_refusal_of_the_server_is_told_by_its_code_and_without_its_words() {
        try (MongoClient client = MongoClients.create(SharedServers.mongo().uri("calls"))) {
            assertThatExceptionOfType(StoreUnavailableException.class)
                    .isThrownBy(() -> StoreCall
                            .of(() -> client.getDatabase("calls").runCommand(new Document("secretPrompt", 1))))
                    .withMessageMatching("MongoDB does not take the call: MongoCommandException, code \\d+ \\w+")
                    .withMessageNotContaining("secretPrompt");
        }
    }

    @Test
    void an_interrupted_call_is_told_and_leaves_the_mark() {
        try (MongoClient client = MongoClients.create(SharedServers.mongo().uri("calls"))) {
            JobStore jobs = store(client);
            Thread.currentThread().interrupt();

            assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> jobs.queries().find(ID))
                    .withMessageContaining("MongoInterruptedException");

            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
