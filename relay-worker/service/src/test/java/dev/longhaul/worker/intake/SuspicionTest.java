package dev.longhaul.worker.intake;

import static dev.longhaul.worker.Jobs.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.message.RelayJob;
import dev.longhaul.contract.message.RelayJobs;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SuspicionTest {

    private static final Instant WORKER_START = Instant.parse("2026-11-23T10:00:00Z");

    private final RelayJob fresh = aJob().dispatchedAt(WORKER_START.plusSeconds(6)).build();

    @Test
    void a_first_delivery_of_a_first_dispatch_is_trusted() {
        assertThat(suspicious(false, fresh, fresh)).isFalse();
    }

    @Test
    void a_redelivered_message_is_suspicious() {
        assertThat(suspicious(true, fresh)).isTrue();
    }

    @Test
    void one_second_dispatch_makes_its_whole_message_suspicious() {
        RelayJob again = aJob().dispatchedAt(WORKER_START.plusSeconds(6)).epoch(2).build();

        assertThat(suspicious(false, fresh, again)).isTrue();
    }

    @Test
    void a_message_that_may_be_older_than_the_worker_is_suspicious() {
        assertThat(suspicious(false, aJob().dispatchedAt(WORKER_START.minusSeconds(1)).build())).isTrue();
        assertThat(suspicious(false, aJob().dispatchedAt(WORKER_START.plusMillis(4_999)).build())).isTrue();
        assertThat(suspicious(false, aJob().dispatchedAt(WORKER_START.plusSeconds(5)).build())).isFalse();
    }

    private static boolean suspicious(boolean redelivered, RelayJob... jobs) {
        return Suspicion.of(redelivered, new RelayJobs(List.of(jobs)), WORKER_START);
    }
}
