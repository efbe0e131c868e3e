package dev.longhaul.store.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.message.Attempt;
import dev.longhaul.contract.message.StartReport;
import dev.longhaul.store.job.JobResults.WorkerStart;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

interface StartConformance extends UsesStore {

    @Test
    default void a_start_makes_its_dispatch_run() {
        JobId id = store().dispatched();
        Instant startedAt = store().clock.instant().plusSeconds(1);

        assertThat(store().start("worker-7", id, 1, startedAt)).isTrue();

        store().assertJob(id).is(JobState.RUNNING).hasNoAttempts();
        assertThat(store().read(id).progress().startedAt()).isEqualTo(startedAt);
        assertThat(store().read(id).progress().worker()).isEqualTo("worker-7");
    }

    @Test
    default void of_many_starts_those_that_act_are_told() {
        JobId first = store().dispatched();
        JobId queued = store().queued();
        JobId ended = store().in(JobState.SUCCEEDED);
        JobId last = store().dispatched();
        JobId unknown = store().job().build().id();
        List<WorkerStart> starts = Stream.of(first, queued, ended, last, unknown).map(id -> new WorkerStart("worker-7",
                new StartReport(id, "acme", Lane.BATCH, "gpt-4o-mini", 1, store().clock.instant()))).toList();

        assertThat(store().jobs.results().applyStarts(starts)).extracting(start -> start.report().id())
                .containsExactly(first, last);
        assertThat(store().jobs.results().applyStarts(List.of())).isEmpty();
        store().assertJob(queued).is(JobState.QUEUED);
        store().assertJob(ended).is(JobState.SUCCEEDED);
    }

    @Test
    default void a_start_that_comes_twice_is_told_twice_and_changes_nothing() {
        JobId id = store().dispatched();
        Instant startedAt = store().clock.instant();

        assertThat(store().start("worker-7", id, 1, startedAt)).isTrue();
        JobRecord once = store().read(id);
        assertThat(store().start("worker-7", id, 1, startedAt)).isTrue();

        assertThat(store().read(id)).isEqualTo(once);
    }

    @Test
    default void the_start_of_an_older_dispatch_changes_no_state_but_counts_as_a_call() {
        JobId id = store().dispatched();
        store().jobs.dispatch().requeueLost(id, 1);
        store().dispatch(id);
        Instant startedAt = store().clock.instant();

        assertThat(store().start("worker-7", id, 1, startedAt)).isFalse();
        assertThat(store().start("worker-7", id, 1, startedAt)).isFalse();

        store().assertJob(id).is(JobState.DISPATCHED).hasEpoch(2)
                .hasAttempts(Attempt.unknown(1, "worker-7", startedAt));
    }

    @Test
    default void a_start_after_the_end_changes_no_state_but_counts_as_a_call() {
        for (JobState state : JobState.values()) {
            if (state.isTerminal()) {
                JobId id = store().in(state);
                JobRecord before = store().read(id);

                assertThat(store().start("worker-late", id, 1)).isFalse();

                assertThat(store().read(id).progress()).isEqualTo(before.progress());
                assertThat(store().read(id).ending()).isEqualTo(before.ending());
                store().assertJob(id).is(state).hasAttempts(Attempt.End.UNKNOWN);
            }
        }
    }

    @Test
    default void a_start_whose_outcome_came_first_is_no_second_call() {
        JobId called = store().dispatched();
        store().apply("worker-7", called, 1, StoreFixture.succeeded(),
                store().attempt("worker-7", 1, Attempt.End.SUCCEEDED));
        JobId uncalled = store().dispatched();
        store().apply("worker-7", uncalled, 1, StoreFixture.failed());

        assertThat(store().start("worker-7", called, 1)).isFalse();
        assertThat(store().start("worker-7", uncalled, 1)).isFalse();

        store().assertJob(called).is(JobState.SUCCEEDED).hasAttempts(Attempt.End.SUCCEEDED);
        store().assertJob(uncalled).is(JobState.FAILED).hasNoAttempts();
    }

    @Test
    default void the_outcome_of_a_late_start_takes_its_mark_away() {
        JobId id = store().in(JobState.CANCELLED);
        store().start("worker-late", id, 1);
        Attempt attempt = store().attempt("worker-late", 1, Attempt.End.SUCCEEDED);

        store().apply("worker-late", id, 1, StoreFixture.succeeded(), attempt);

        store().assertJob(id).is(JobState.CANCELLED).hasAttempts(attempt).isPossiblyBilled(false);
    }

    @Test
    default void of_two_workers_in_one_dispatch_the_later_runs_it_and_the_earlier_is_marked() {
        Instant early = store().clock.instant();
        Instant late = early.plusSeconds(5);
        JobId inOrder = store().dispatched();
        store().start("worker-1", inOrder, 1, early);
        JobId reversed = store().dispatched();
        store().start("worker-2", reversed, 1, late);

        assertThat(store().start("worker-2", inOrder, 1, late)).isTrue();
        assertThat(store().start("worker-1", reversed, 1, early)).isFalse();

        for (JobId id : List.of(inOrder, reversed)) {
            store().assertJob(id).is(JobState.RUNNING).hasAttempts(Attempt.unknown(1, "worker-1", early));
            assertThat(store().read(id).progress().worker()).isEqualTo("worker-2");
            assertThat(store().read(id).progress().startedAt()).isEqualTo(late);
        }
    }
}
