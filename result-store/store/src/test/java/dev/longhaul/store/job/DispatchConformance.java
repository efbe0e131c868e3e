package dev.longhaul.store.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.message.Attempt;
import dev.longhaul.contract.message.Failure;
import dev.longhaul.store.job.JobDispatch.Dispatched;
import dev.longhaul.store.job.JobIntake.NewJob;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

interface DispatchConformance extends UsesStore {

    @Test
    default void a_dispatch_hands_out_the_whole_job_under_its_next_epoch() {
        var job = store().job().priority(7).customId("line-1").build();
        store().jobs.intake().record(List.of(new NewJob(job, StoreFixture.SHARD, false)));
        store().clock.pass(Duration.ofSeconds(1));

        assertThat(store().dispatch(List.of(job.id()))).containsExactly(new Dispatched(job, 1, 0));
        store().assertJob(job.id()).is(JobState.DISPATCHED).hasEpoch(1);
        assertThat(store().read(job.id()).progress().dispatchedAt()).isEqualTo(store().clock.instant());
    }

    @Test
    default void only_what_is_queued_is_dispatched() {
        for (JobState state : JobState.values()) {
            JobId id = store().in(state);
            int epoch = store().read(id).progress().epoch();

            List<Dispatched> won = store().dispatch(List.of(id));

            assertThat(won).as("from %s", state).hasSize(state == JobState.QUEUED ? 1 : 0);
            store().assertJob(id).is(state == JobState.QUEUED ? JobState.DISPATCHED : state)
                    .hasEpoch(state == JobState.QUEUED ? 1 : epoch);
        }
    }

    @Test
    default void a_second_dispatch_counts_on_and_forgets_the_wait_and_the_run() {
        JobId id = store().running();
        store().apply(StoreFixture.WORKER, id, 1, store().throttled(),
                store().attempt(StoreFixture.WORKER, 1, Attempt.End.THROTTLED));
        assertThat(store().read(id).progress().notBefore()).isNotNull();
        assertThat(store().read(id).progress().waitingFor()).isEqualTo("provider");

        List<Dispatched> won = store().dispatch(List.of(id));

        assertThat(won).hasSize(1);
        assertThat(won.getFirst().epoch()).isEqualTo(2);
        assertThat(won.getFirst().attempts()).isEqualTo(1);
        JobRecord.Progress progress = store().read(id).progress();
        assertThat(progress.notBefore()).isNull();
        assertThat(progress.waitingFor()).isNull();
        assertThat(progress.startedAt()).isNull();
        assertThat(progress.worker()).isNull();
    }

    @Test
    default void ids_that_are_not_recorded_and_no_ids_are_no_error() {
        assertThat(store().dispatch(List.of())).isEmpty();
        assertThat(store().dispatch(List.of(store().job().build().id()))).isEmpty();
        assertThat(store().jobs.dispatch().findOpen(List.of())).isEmpty();
    }

    @Test
    default void of_several_dispatchers_one_wins_each_job() throws Exception {
        List<NewJob> batch = IntStream.range(0, 1_000)
                .mapToObj(i -> new NewJob(store().job().build(), StoreFixture.SHARD, false)).toList();
        store().jobs.intake().record(batch);
        List<JobId> ids = batch.stream().map(job -> job.submitted().id()).toList();
        int dispatchers = 4;
        CyclicBarrier together = new CyclicBarrier(dispatchers);
        List<Dispatched> won = new ArrayList<>();

        try (ExecutorService threads = Executors.newFixedThreadPool(dispatchers)) {
            List<Callable<List<Dispatched>>> races = IntStream.range(0, dispatchers)
                    .<Callable<List<Dispatched>>>mapToObj(seed -> () -> race(ids, seed, together)).toList();
            for (Future<List<Dispatched>> each : threads.invokeAll(races)) {
                won.addAll(each.get());
            }
        }

        assertThat(won).extracting(each -> each.job().id()).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(won).allSatisfy(each -> assertThat(each.epoch()).isEqualTo(1));
        assertThat(store().jobs.queries().find(ids)).hasSize(1_000)
                .allSatisfy(job -> assertThat(job.progress().epoch()).isEqualTo(1));
    }

    private List<Dispatched> race(List<JobId> ids, int seed, CyclicBarrier together) throws Exception {
        List<JobId> order = new ArrayList<>(ids);
        Collections.shuffle(order, new Random(seed));
        List<Dispatched> won = new ArrayList<>();
        for (int from = 0; from < order.size(); from += 50) {
            together.await();
            won.addAll(store().dispatch(order.subList(from, from + 50)));
        }
        return won;
    }

    @Test
    default void a_queued_job_ends_without_a_dispatch_only_while_it_is_queued() {
        Failure expired = Failure.of(ErrorCode.JOB_EXPIRED, "Too late.");
        for (JobState state : JobState.values()) {
            JobId id = store().in(state);

            assertThat(store().endQueued(id, JobState.EXPIRED, expired))
                    .isEqualTo(state == JobState.QUEUED);
            store().assertJob(id).is(state == JobState.QUEUED ? JobState.EXPIRED : state);
        }
    }

    @Test
    default void an_end_tells_why_and_when_and_is_no_open_job_any_more() {
        JobId id = store().queued();
        store().clock.pass(Duration.ofSeconds(5));

        store().endQueued(id, JobState.REJECTED, Failure.of(ErrorCode.QUOTA_EXCEEDED, "No budget."));

        JobRecord record = store().read(id);
        assertThat(record.ending()).isEqualTo(new JobRecord.Ending(store().clock.instant(), null, null, 0L, null,
                Failure.of(ErrorCode.QUOTA_EXCEEDED, "No budget.")));
        assertThat(store().document(id)).doesNotContainKey("open")
                .containsEntry("expireAt", Date.from(store().clock.instant().plus(StoreFixture.RETENTION)));
    }

    @Test
    default void an_open_state_is_no_end() {
        JobId id = store().queued();

        assertThatIllegalArgumentException().isThrownBy(() -> store().endQueued(id, JobState.RUNNING,
                Failure.of(ErrorCode.INTERNAL_ERROR, "No.")));
    }
}
