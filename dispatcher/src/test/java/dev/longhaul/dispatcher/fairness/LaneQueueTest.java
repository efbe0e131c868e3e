package dev.longhaul.dispatcher.fairness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LaneQueueTest {

    private final LaneQueue queue = new LaneQueue();
    private final Set<@Nullable String> heldBack = new HashSet<>();
    private final Map<String, Integer> weights = new HashMap<>();
    private final Admission admission = new Unlimited() {

        @Override
        public int weight(String tenant) {
            return weights.getOrDefault(tenant, 1);
        }

        @Override
        public boolean mayGo(WaitingJob job) {
            return !heldBack.contains(job.tenant());
        }

        @Override
        public boolean keyMayGo(WaitingJob job) {
            return !heldBack.contains(job.keyId());
        }
    };
    private final List<WaitingJob> expired = new ArrayList<>();

    @Test
    void tenants_get_equal_tokens_whatever_their_jobs_cost() {
        for (int i = 0; i < 4_000; i++) {
            queue.add(WaitingJobs.of("small jobs", 100));
            queue.add(WaitingJobs.of("large jobs", 4_000));
        }

        long small = 0;
        long large = 0;
        while (small + large < 600_000) {
            WaitingJob next = poll();
            if (next.tenant().equals("small jobs")) {
                small += next.cost();
            } else {
                large += next.cost();
            }
            assertThat(small).isCloseTo(large, within(2 * LaneQueue.QUANTUM + 4_000));
        }
    }

    @Test
    void a_tenant_of_weight_three_gets_three_times_the_tokens() {
        weights.put("large", 3);
        for (int i = 0; i < 4_000; i++) {
            queue.add(WaitingJobs.of("small", 700));
            queue.add(WaitingJobs.of("large", 1_300));
        }

        long small = 0;
        long large = 0;
        while (small + large < 2_000_000) {
            WaitingJob next = poll();
            if (next.tenant().equals("small")) {
                small += next.cost();
            } else {
                large += next.cost();
            }
            assertThat(large).isCloseTo(3 * small, within(3 * LaneQueue.QUANTUM + 3 * 700 + 1_300));
        }
    }

    @Test
    void a_tenant_that_may_not_go_keeps_its_place_and_saves_nothing_up() {
        heldBack.add("held");
        WaitingJob held = WaitingJobs.of("held", 1_000);
        queue.add(held);
        for (int i = 0; i < 100; i++) {
            queue.add(WaitingJobs.of("held", 1_000));
            queue.add(WaitingJobs.of("free", 1_000));
        }

        for (int i = 0; i < 50; i++) {
            assertThat(poll().tenant()).isEqualTo("free");
        }
        heldBack.clear();
        List<String> order = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            WaitingJob next = poll();
            if (next.tenant().equals("held") && !order.contains("held")) {
                assertThat(next).isEqualTo(held);
            }
            order.add(next.tenant());
        }
        assertThat(order.stream().filter("held"::equals).count()).isBetween(16L, 24L);
    }

    @Test
    void when_no_tenant_may_go_nothing_does() {
        heldBack.addAll(List.of("a", "b"));
        queue.add(WaitingJobs.of("a", 100_000));
        queue.add(WaitingJobs.of("b", 10));

        assertThat(queue.poll(0, admission, expired::add)).isNull();
        assertThat(queue.size()).isEqualTo(2);
        heldBack.remove("a");
        assertThat(poll().tenant()).isEqualTo("a");
        assertThat(queue.poll(0, admission, expired::add)).isNull();
    }

    @Test
    void a_job_larger_than_many_quanta_is_served_after_its_tenant_has_saved_for_it() {
        queue.add(WaitingJobs.of("large", (int) (10 * LaneQueue.QUANTUM)));
        for (int i = 0; i < 100; i++) {
            queue.add(WaitingJobs.of("small", (int) LaneQueue.QUANTUM));
        }

        List<String> order = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            order.add(poll().tenant());
        }
        assertThat(order.indexOf("large")).isBetween(8, 11);
    }

    @Test
    void a_tenants_jobs_go_by_priority_and_then_in_the_order_of_submission() {
        WaitingJob first = of(0);
        WaitingJob second = of(0);
        WaitingJob urgent = of(9);
        WaitingJob third = of(0);
        List.of(second, third, urgent, first).forEach(queue::add);

        assertThat(List.of(poll(), poll(), poll(), poll())).containsExactly(urgent, first, second, third);
        assertThat(queue.poll(0, admission, expired::add)).isNull();
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void jobs_of_a_key_that_may_not_go_are_passed_and_take_their_places_again() {
        WaitingJob urgent = WaitingJobs.ofKey("a", 9);
        WaitingJob first = WaitingJobs.ofKey("b", 5);
        WaitingJob second = WaitingJobs.ofKey("a", 5);
        WaitingJob third = WaitingJobs.ofKey("b", 5);
        List.of(third, second, first, urgent).forEach(queue::add);

        heldBack.add("a");
        assertThat(poll()).isEqualTo(first);
        heldBack.remove("a");
        assertThat(List.of(poll(), poll(), poll())).containsExactly(urgent, second, third);
        assertThat(queue.isEmpty()).isTrue();

        heldBack.add("a");
        queue.add(WaitingJobs.ofKey("a", 1));
        assertThat(queue.poll(0, admission, expired::add)).as("none of its keys may").isNull();
        queue.add(WaitingJobs.ofKey("b", 0));
        assertThat(poll().keyId()).isEqualTo("b");
    }

    @Test
    void an_expired_job_is_thrown_out_and_costs_its_tenant_nothing() {
        WaitingJob late = WaitingJobs.of(WaitingJobs.BATCH, "acme", "small", 9, 4_000, null, Instant.ofEpochMilli(5));
        WaitingJob good = WaitingJobs.of("acme", 100);
        WaitingJob other = WaitingJobs.of("other", 100);
        List.of(late, good, other).forEach(queue::add);

        List<WaitingJob> order = new ArrayList<>();
        for (WaitingJob next = queue.poll(5, admission, expired::add); next != null; next = queue.poll(5, admission,
                expired::add)) {
            order.add(next);
        }
        assertThat(order).containsExactly(good, other);
        assertThat(expired).containsExactly(late);
        assertThat(queue.size()).isZero();
    }

    @Test
    void removing_by_a_condition_leaves_the_others_in_their_order() {
        List<WaitingJob> jobs = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            jobs.add(WaitingJobs.of(i % 3 == 0 ? "gone" : "stays", 10));
        }
        jobs.forEach(queue::add);

        List<WaitingJob> removed = new ArrayList<>();
        queue.removeIf(job -> job.tenant().equals("gone"), removed);

        assertThat(removed).hasSize(10);
        assertThat(queue.size()).isEqualTo(20);
        List<WaitingJob> left = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            left.add(poll());
        }
        assertThat(left).isEqualTo(jobs.stream().filter(job -> job.tenant().equals("stays")).toList());
    }

    private static WaitingJob of(int priority) {
        return WaitingJobs.of(WaitingJobs.BATCH, "acme", "small", priority, 100, null, null);
    }

    private WaitingJob poll() {
        WaitingJob next = queue.poll(0, admission, expired::add);
        if (next == null) {
            throw new AssertionError("nothing waits");
        }
        return next;
    }
}
