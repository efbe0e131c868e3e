package dev.longhaul.store.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.store.order.JobSet;
import dev.longhaul.store.order.OrderStore.Action;
import dev.longhaul.store.order.OrderStore.GivenOrder;
import dev.longhaul.store.order.OrderStore.Signature;
import dev.longhaul.store.order.StandingOrder;
import dev.longhaul.store.order.StandingOrder.Reprioritised;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

interface OrderConformance extends UsesStore {

    JobSet NIGHT = new JobSet("acme", "night");
    JobSet ACME = JobSet.ofTenant("acme");
    Signature ANN = new Signature("ann", "too dear");
    Signature KEY = new Signature("key_1", null);

    @Test
    default void an_order_stands_until_another_one_changes_it() {
        Instant now = store().clock.instant();

        assertThat(store().orders.pause(NIGHT, KEY)).isEqualTo(new StandingOrder(NIGHT, true, null, null, 1, now));
        assertThat(store().orders.reprioritise(NIGHT, 7, KEY))
                .isEqualTo(new StandingOrder(NIGHT, true, null, new Reprioritised(7, now), 2, now));
        store().clock.pass(Duration.ofSeconds(1));
        Instant later = store().clock.instant();
        assertThat(store().orders.cancel(NIGHT, KEY))
                .isEqualTo(new StandingOrder(NIGHT, true, later, new Reprioritised(7, now), 3, later));
        assertThat(store().orders.resume(NIGHT, KEY))
                .isEqualTo(new StandingOrder(NIGHT, false, later, new Reprioritised(7, now), 4, later));
    }

    @Test
    default void a_cancel_is_about_what_had_been_submitted_by_then() {
        JobId before = store().job().build().id();
        StandingOrder order = store().orders.cancel(NIGHT, KEY);
        JobId after = store().job().build().id();

        assertThat(order.cancels(before)).isTrue();
        assertThat(order.cancels(after)).isFalse();
        assertThat(store().orders.pause(ACME, ANN).cancels(before)).isFalse();
        assertThat(before.toString()).isLessThan(JobId.textAfter(order.changedAt()));
        assertThat(after.toString()).isGreaterThan(JobId.textAfter(order.changedAt()));
    }

    @Test
    default void it_is_known_what_is_paused() {
        JobSet day = new JobSet("acme", "day");
        store().orders.pause(NIGHT, KEY);
        store().orders.pause(day, KEY);
        store().orders.resume(day, KEY);
        store().orders.pause(ACME, ANN);

        assertThat(store().orders.paused(List.of(NIGHT, day, ACME, new JobSet("umbrella", "night"))))
                .containsExactlyInAnyOrder(NIGHT, ACME);
        assertThat(store().orders.paused(List.of())).isEmpty();
    }

    @Test
    default void orders_are_found_by_the_time_of_their_change() {
        store().orders.pause(NIGHT, KEY);
        store().clock.pass(Duration.ofMinutes(1));
        Instant later = store().clock.instant();
        StandingOrder tenants = store().orders.cancel(ACME, ANN);

        assertThat(store().orders.changedSince(later)).containsExactly(tenants);
        assertThat(store().orders.changedSince(Instant.EPOCH)).extracting(StandingOrder::jobs)
                .containsExactlyInAnyOrder(NIGHT, ACME);
    }

    @Test
    default void every_order_says_who_and_why() {
        Instant first = store().clock.instant();
        store().orders.pause(ACME, ANN);
        store().clock.pass(Duration.ofMinutes(1));
        store().orders.reprioritise(ACME, 3, new Signature("bob", "less urgent"));

        assertThat(store().orders.history(ACME)).containsExactly(
                new GivenOrder(Action.REPRIORITISE, 3, store().clock.instant(), "bob", "less urgent"),
                new GivenOrder(Action.PAUSE, null, first, "ann", "too dear"));
        assertThat(store().orders.history(NIGHT)).isEmpty();
    }

    @Test
    default void of_orders_at_the_same_time_none_is_lost() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<StandingOrder>> orders = IntStream.range(0, 20)
                    .mapToObj(i -> (Callable<StandingOrder>) () -> i % 2 == 0
                            ? store().orders.pause(NIGHT, KEY)
                            : store().orders.cancel(NIGHT, KEY))
                    .toList();
            for (var done : threads.invokeAll(orders)) {
                assertThat(done.get().jobs()).isEqualTo(NIGHT);
            }
        }

        StandingOrder last = store().orders.changedSince(Instant.EPOCH).getFirst();
        assertThat(last.revision()).isEqualTo(20);
        assertThat(last.paused()).isTrue();
        assertThat(last.cancelledUpTo()).isNotNull();
        assertThat(store().orders.history(NIGHT)).hasSize(20);
    }

    @Test
    default void only_what_is_done_with_is_deleted_some_day() {
        store().orders.pause(NIGHT, KEY);
        store().orders.cancel(ACME, ANN);
        assertThat(orderDocuments("expireAt")).isEmpty();

        store().orders.resume(NIGHT, KEY);
        assertThat(orderDocuments("expireAt")).containsExactly("acme/night");
    }

    private List<String> orderDocuments(String field) {
        return store().database.getCollection("orders").find(com.mongodb.client.model.Filters.exists(field))
                .map(document -> document.getString("_id")).into(new java.util.ArrayList<>());
    }
}
