package dev.longhaul.dispatcher.fairness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LaneQueueTest {

    private final LaneQueue queue = new LaneQueue();
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
        assertThat(queue.poll(0, expired::add)).isNull();
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void an_expired_job_is_thrown_out_and_costs_its_tenant_nothing() {
        WaitingJob late = WaitingJobs.of(WaitingJobs.BATCH, "acme", "small", 9, 4_000, null, Instant.ofEpochMilli(5));
        WaitingJob good = WaitingJobs.of("acme", 100);
        WaitingJob other = WaitingJobs.of("other", 100);
        List.of(late, good, other).forEach(queue::add);

        List<WaitingJob> order = new ArrayList<>();
        for (WaitingJob next = queue.poll(5, expired::add); next != null; next = queue.poll(5, expired::add)) {
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
        WaitingJob next = queue.poll(0, expired::add);
        if (next == null) {
            throw new AssertionError("nothing waits");
        }
        return next;
    }
}
