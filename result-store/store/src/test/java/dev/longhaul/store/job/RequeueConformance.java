package dev.longhaul.store.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.message.Attempt;
import dev.longhaul.contract.message.ControlMessage.Verdict;
import dev.longhaul.contract.message.ResultMessage.Delivery;
import dev.longhaul.store.job.JobDispatch.Requeued;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;

interface RequeueConformance extends UsesStore {

    @Test
    default void a_dispatch_that_was_lost_before_its_start_waits_again_without_a_mark() {
        JobId id = store().dispatched();

        assertThat(store().jobs.dispatch().requeueLost(id, 1)).isTrue();

        store().assertJob(id).is(JobState.QUEUED).hasEpoch(1).hasNoAttempts();
        assertThat(store().dispatch(id)).isEqualTo(2);
    }

    @Test
    default void a_lost_dispatch_of_an_interactive_job_may_have_been_called_without_a_word() {
        JobId id = store().dispatched(store().job().in(Lane.INTERACTIVE));
        Instant dispatchedAt = Objects.requireNonNull(store().read(id).progress().dispatchedAt());

        assertThat(store().jobs.dispatch().requeueLost(id, 1)).isTrue();

        store().assertJob(id).is(JobState.QUEUED).hasAttempts(Attempt.unknown(1, null, dispatchedAt));
        assertThat(store().dispatch(id)).isEqualTo(2);
        assertThat(store().judge(new Delivery(id, "acme", 2, false)).verdict()).isEqualTo(Verdict.RUN);
        store().assertJob(id).hasAttempts(Attempt.unknown(1, null, dispatchedAt));
    }

    @Test
    default void what_the_broker_did_not_take_waits_again_without_a_mark() {
        JobId id = store().dispatched(store().job().in(Lane.INTERACTIVE).held());

        assertThat(store().jobs.dispatch().requeueUnsent(id, 1)).isTrue();

        store().assertJob(id).is(JobState.QUEUED).hasEpoch(1).hasNoAttempts();
        assertThat(store().jobs.dispatch().requeueUnsent(id, 1)).isFalse();
    }

    @Test
    default void a_run_that_was_lost_waits_again_and_is_marked_as_possibly_billed() {
        JobId id = store().dispatched();
        Instant startedAt = store().clock.instant();
        store().start("worker-7", id, 1, startedAt);

        assertThat(store().jobs.dispatch().requeueLost(id, 1)).isTrue();

        store().assertJob(id).is(JobState.QUEUED).isPossiblyBilled(true)
                .hasAttempts(Attempt.unknown(1, "worker-7", startedAt));
        assertThat(store().read(id).progress().worker()).isNull();
        assertThat(store().read(id).progress().startedAt()).isNull();
    }

    @Test
    default void only_the_dispatch_that_was_asked_about_is_taken_back() {
        JobId id = store().dispatched();
        store().jobs.dispatch().requeueLost(id, 1);
        store().dispatch(id);

        assertThat(store().jobs.dispatch().requeueLost(id, 1)).isFalse();
        assertThat(store().jobs.dispatch().requeueLost(id, 3)).isFalse();
        assertThat(store().jobs.dispatch().requeue(id, 1)).isEqualTo(new Requeued(null, null));

        store().assertJob(id).is(JobState.DISPATCHED).hasEpoch(2);
    }

    @Test
    default void what_is_not_handed_out_or_not_recorded_is_left_alone() {
        for (JobState state : JobState.values()) {
            JobId id = store().in(state);
            boolean handedOut = state == JobState.DISPATCHED || state == JobState.RUNNING;

            assertThat(store().jobs.dispatch().requeueLost(id, store().read(id).progress().epoch())).as("%s", state)
                    .isEqualTo(handedOut);
            store().assertJob(id).is(handedOut ? JobState.QUEUED : state);
        }
        assertThat(store().jobs.dispatch().requeueLost(store().job().build().id(), 1)).isFalse();
    }

    @Test
    default void a_lost_run_of_a_job_that_must_not_be_repeated_fails() {
        JobId id = store().running(store().job().held());

        Requeued requeued = store().jobs.dispatch().requeue(id, 1);

        assertThat(requeued.state()).isEqualTo(JobState.FAILED);
        assertThat(requeued.failure()).isNotNull().extracting("code").isEqualTo("outcome_unknown");
        store().assertJob(id).hasFailed("outcome_unknown").hasAttempts(Attempt.End.UNKNOWN);
        assertThat(store().jobs.dispatch().requeueLost(id, 1)).isFalse();
    }

    @Test
    default void a_lost_dispatch_of_a_job_that_must_not_be_repeated_waits_again_when_it_never_started() {
        JobId id = store().dispatched(store().job().held());

        assertThat(store().jobs.dispatch().requeueLost(id, 1)).isTrue();
        store().assertJob(id).is(JobState.QUEUED);
    }

    @Test
    default void a_lost_job_whose_cancel_was_asked_for_is_cancelled() {
        JobId id = store().running();
        store().jobs.cancel().cancel(id);

        assertThat(store().jobs.dispatch().requeue(id, 1)).isEqualTo(new Requeued(JobState.CANCELLED, null));

        store().assertJob(id).is(JobState.CANCELLED).hasAttempts(Attempt.End.UNKNOWN);
    }

    @Test
    default void a_job_that_loses_its_worker_again_and_again_fails_in_the_end() {
        JobId id = store().queued();
        for (int epoch = 1; epoch < LostRuns.MAX_LOST_ATTEMPTS; epoch++) {
            store().dispatch(id);
            store().start("worker-" + epoch, id, epoch);
            assertThat(store().jobs.dispatch().requeueLost(id, epoch)).as("epoch %s", epoch).isTrue();
        }
        int last = store().dispatch(id);
        store().start("worker-last", id, last);

        assertThat(store().jobs.dispatch().requeueLost(id, last)).isFalse();

        store().assertJob(id).hasFailed("dispatches_exhausted");
        assertThat(store().read(id).attempts()).hasSize(LostRuns.MAX_LOST_ATTEMPTS);
    }
}
