package dev.longhaul.resultstore.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.OutcomeReport;
import dev.longhaul.contract.message.StartReport;
import dev.longhaul.link.Delivery;
import dev.longhaul.store.job.JobResults.WorkerStart;
import java.lang.ref.WeakReference;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PendingStartsTest {

    private static final byte[] BODY = {1};

    private final Deliveries deliveries = new Deliveries();
    private final PendingStarts starts = new PendingStarts(100, 3);

    @AfterEach
    void stop() {
        deliveries.close();
    }

    @Test
    void a_start_is_due_when_it_has_waited_and_its_message_is_acknowledged_when_it_is_written() throws Exception {
        starts.add("w", List.of(start(1)), deliveries.next(BODY).receipt(), 0);

        assertThat(starts.due(99)).isEmpty();
        List<WorkerStart> due = starts.due(100);
        assertThat(due).extracting(each -> each.report().id()).containsExactly(id(1));
        deliveries.awaitUnacknowledged(1);
        starts.written(due);
        deliveries.awaitUnacknowledged(0);
        assertThat(starts.due(1_000)).isEmpty();
    }

    @Test
    void a_message_is_acknowledged_when_the_last_of_its_starts_is_settled() throws Exception {
        starts.add("w", List.of(start(1), start(2)), deliveries.next(BODY).receipt(), 0);
        starts.settle(outcome(1, 1));
        deliveries.awaitUnacknowledged(1);
        starts.settle(outcome(2, 2));
        deliveries.awaitUnacknowledged(1);

        starts.settle(outcome(2, 1));
        deliveries.awaitUnacknowledged(0);
        assertThat(starts.all()).isEmpty();
    }

    @Test
    void a_message_without_starts_is_acknowledged_at_once() throws Exception {
        Delivery delivery = deliveries.next(BODY);
        starts.add("w", List.of(), delivery.receipt(), 0);
        deliveries.awaitUnacknowledged(0);
    }

    @Test
    void a_start_that_comes_again_replaces_the_first_whose_message_is_acknowledged() throws Exception {
        starts.add("w", List.of(start(1)), deliveries.next(BODY).receipt(), 0);
        starts.add("w", List.of(start(1)), deliveries.next(BODY).receipt(), 50);
        deliveries.awaitUnacknowledged(1);

        assertThat(starts.due(100)).isEmpty();
        starts.written(starts.due(150));
        deliveries.awaitUnacknowledged(0);
    }

    @Test
    void starts_that_could_not_be_written_are_due_again_in_their_order() throws Exception {
        starts.add("w", List.of(start(1), start(2)), deliveries.next(BODY).receipt(), 0);
        starts.failed(starts.due(100));
        assertThat(starts.due(100)).extracting(each -> each.report().id()).containsExactly(id(1), id(2));
    }

    @Test
    void when_too_many_messages_are_held_all_starts_are_due() throws Exception {
        for (int i = 1; i <= 4; i++) {
            assertThat(starts.due(0)).isEmpty();
            starts.add("w", List.of(start(i)), deliveries.next(BODY).receipt(), 0);
        }
        assertThat(starts.due(0)).hasSize(4);
    }

    @Test
    void a_start_that_waits_holds_nothing_of_its_message() throws Exception {
        WeakReference<byte[]> body = add(start(1));

        Awaitility.await().until(() -> {
            System.gc();
            return body.get() == null;
        });
        starts.written(starts.due(100));
        deliveries.awaitUnacknowledged(0);
    }

    private WeakReference<byte[]> add(StartReport start) throws InterruptedException {
        Delivery delivery = deliveries.next(BODY);
        starts.add("w", List.of(start), delivery.receipt(), 0);
        return new WeakReference<>(delivery.body());
    }

    private static JobId id(int number) {
        return new JobId(number, 0, 0);
    }

    private static StartReport start(int number) {
        return new StartReport(id(number), "acme", Lane.BATCH, "small", 1, Instant.EPOCH);
    }

    private static OutcomeReport outcome(int number, int epoch) {
        return new OutcomeReport(id(number), "acme", null, null, Lane.BATCH, "small", epoch, null, Instant.EPOCH,
                List.of(),
                new Outcome.HandedBack("stopping"));
    }
}
