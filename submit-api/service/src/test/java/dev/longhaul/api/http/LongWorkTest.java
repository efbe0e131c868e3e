package dev.longhaul.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LongWorkTest {

    @Test
    void no_more_compute_at_a_time_than_leave_half_of_the_carriers_free() throws InterruptedException {
        int most = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        CountDownLatch end = new CountDownLatch(1);
        AtomicInteger begun = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            threads.add(Thread.ofVirtual().start(() -> compute(begun, end)));
        }
        await().until(() -> begun.get() == most);

        Thread next = Thread.ofVirtual().start(() -> compute(begun, end));
        threads.add(next);
        await().until(() -> next.getState() == Thread.State.WAITING);
        assertThat(begun).hasValue(most);

        end.countDown();
        for (Thread each : threads) {
            each.join();
        }
        assertThat(begun).hasValue(most + 1);
    }

    @Test
    void while_a_call_is_in_a_hurry_a_turn_rests_when_its_work_is_done() throws InterruptedException {
        AtomicInteger done = new AtomicInteger();
        LongWork.Hurry hurry = LongWork.hurry();
        Thread resting = Thread.ofVirtual().start(() -> LongWork.inTurn(() -> computeForAWhile(done)));
        await().pollInterval(Duration.ofMillis(5))
                .until(() -> done.get() == 1 && resting.getState() == Thread.State.TIMED_WAITING);
        resting.join();
        hurry.close();

        // another test's call may still be waiting
        await().until(() -> endsWithoutRest(done));
    }

    private static boolean endsWithoutRest(AtomicInteger done) {
        int before = done.get();
        Thread thread = Thread.ofVirtual().start(() -> LongWork.inTurn(() -> computeForAWhile(done)));
        await().pollInterval(Duration.ofMillis(5)).until(() -> done.get() > before);
        boolean rested = false;
        while (thread.isAlive()) {
            rested |= thread.getState() == Thread.State.TIMED_WAITING;
            Thread.onSpinWait();
        }
        return !rested;
    }

    private static int computeForAWhile(AtomicInteger done) {
        long end = System.nanoTime() + Duration.ofMillis(100).toNanos();
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        return done.incrementAndGet();
    }

    private static void compute(AtomicInteger begun, CountDownLatch end) {
        LongWork.inTurn(() -> {
            begun.incrementAndGet();
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return begun;
        });
    }
}
