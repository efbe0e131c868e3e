package dev.longhaul.store.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.message.Attempt;
import dev.longhaul.contract.message.ResultMessage.Delivery;
import dev.longhaul.store.job.JobCancel.Cancellation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Everything that can happen to a job, at the same time. */
interface RaceConformance extends UsesStore {

    @Test
    default void of_all_that_happens_at_once_exactly_one_says_that_it_ended_the_job() throws Exception {
        int actors = 7;
        CyclicBarrier together = new CyclicBarrier(actors);
        try (ExecutorService threads = Executors.newFixedThreadPool(actors)) {
            for (int round = 0; round < 150; round++) {
                JobId id = round % 2 == 0 ? store().running() : store().running(store().job().held());
                Attempt first = store().attempt(StoreFixture.WORKER, 1, Attempt.End.SUCCEEDED);
                Attempt second = store().attempt("worker-2", 1, Attempt.End.TRANSIENT);
                List<Callable<Boolean>> all = List.of(() -> started(id),
                        () -> store().judge(new Delivery(id, "acme", 1)).ended() != null,
                        () -> store().jobs.cancel().cancel(id) instanceof Cancellation.Cancelled,
                        () -> isEnd(store().jobs.dispatch().requeue(id, 1).state()),
                        () -> isEnd(store().apply(StoreFixture.WORKER, id, 1, StoreFixture.succeeded(), first).state()),
                        () -> isEnd(store().apply("worker-2", id, 1, StoreFixture.failed(), second).state()),
                        () -> isEnd(store().apply("worker-3", id, 1, store().throttled()).state()));
                int ends = 0;
                for (Future<Boolean> each : threads.invokeAll(all.stream().map(act -> startedBy(together, act))
                        .toList())) {
                    ends += each.get() ? 1 : 0;
                }

                JobRecord job = store().read(id);
                assertThat(ends).as("those who say that they ended %s", job)
                        .isEqualTo(job.state().isTerminal() ? 1 : 0);
                assertThat(job.attempts()).contains(first, second);
                assertThat(store().document(id).containsKey("open")).isEqualTo(!job.state().isTerminal());
            }
        }
    }

    /** A start ends nothing. */
    private boolean started(JobId id) {
        store().start("worker-2", id, 1);
        return false;
    }

    private static Callable<Boolean> startedBy(CyclicBarrier together, Callable<Boolean> act) {
        return () -> {
            together.await();
            return act.call();
        };
    }

    private static boolean isEnd(@Nullable JobState state) {
        return state != null && state.isTerminal();
    }

    @Test
    default void of_all_who_take_a_lost_dispatch_back_one_does() throws Exception {
        List<JobId> ids = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            ids.add(store().running());
        }
        CyclicBarrier together = new CyclicBarrier(4);
        Callable<List<JobId>> takeBack = () -> {
            together.await();
            return ids.stream().filter(id -> store().jobs.dispatch().requeueLost(id, 1)).toList();
        };
        List<JobId> takenBack = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (Future<List<JobId>> each : threads.invokeAll(List.of(takeBack, takeBack, takeBack, takeBack))) {
                takenBack.addAll(each.get());
            }
        }

        assertThat(takenBack).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(store().jobs.queries().find(ids))
                .allSatisfy(job -> assertThat(job.attempts()).extracting(Attempt::end)
                        .containsExactly(Attempt.End.UNKNOWN));
    }
}
