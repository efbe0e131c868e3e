package dev.longhaul.worker.intake;

import static dev.longhaul.worker.Jobs.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.message.RelayJob;
import dev.longhaul.contract.message.RelayJobs;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SuspicionTest {

    private static final Instant SUBSCRIBED = Instant.parse("2026-11-23T10:00:00Z");

    private final RelayJob fresh = aJob().dispatchedAt(SUBSCRIBED.plusSeconds(6)).build();

    @Test
    void a_first_delivery_of_a_first_dispatch_is_trusted() {
        assertThat(of(false, fresh, fresh)).isEqualTo(Suspicion.NONE);
    }

    @Test
    void a_redelivered_message_may_have_been_with_another_worker() {
        assertThat(of(true, fresh)).isEqualTo(Suspicion.REPEATED);
    }

    @Test
    void one_second_dispatch_makes_its_whole_message_suspicious_but_no_repeat() {
        RelayJob again = aJob().dispatchedAt(SUBSCRIBED.plusSeconds(6)).epoch(2).build();

        assertThat(of(false, fresh, again)).isEqualTo(Suspicion.EARLIER_DISPATCH);
    }

    @Test
    void of_two_doubts_the_stronger_one_counts() {
        RelayJob again = aJob().dispatchedAt(SUBSCRIBED.plusSeconds(6)).epoch(2).build();

        assertThat(of(true, again)).isEqualTo(Suspicion.REPEATED);
        assertThat(of(false, again, aJob().dispatchedAt(SUBSCRIBED).build())).isEqualTo(Suspicion.REPEATED);
    }

    @Test
    void a_message_that_may_be_older_than_the_subscription_may_have_been_delivered_before() {
        assertThat(of(false, aJob().dispatchedAt(SUBSCRIBED.minusSeconds(1)).build())).isEqualTo(Suspicion.REPEATED);
        assertThat(of(false, aJob().dispatchedAt(SUBSCRIBED.plusMillis(4_999)).build()))
                .isEqualTo(Suspicion.REPEATED);
        assertThat(of(false, aJob().dispatchedAt(SUBSCRIBED.plusSeconds(5)).build())).isEqualTo(Suspicion.NONE);
    }

    private static Suspicion of(boolean redelivered, RelayJob... jobs) {
        return Suspicion.of(redelivered, new RelayJobs(List.of(jobs)), SUBSCRIBED);
    }
}
