package dev.longhaul.store.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.message.Attempt;
import dev.longhaul.contract.message.ControlMessage.Verdict;
import dev.longhaul.contract.message.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Outcomes that come late, or of several workers that have had the same job. */
interface StrayOutcomeConformance extends UsesStore {

    @Test
    default void the_first_end_wins_and_a_later_outcome_only_adds_its_attempts() {
        for (JobState state : JobState.values()) {
            if (!state.isTerminal()) {
                continue;
            }
            JobId id = store().in(state);
            JobRecord before = store().read(id);
            Attempt attempt = store().attempt("worker-late", 1, Attempt.End.SUCCEEDED);

            assertThat(store().apply("worker-late", id, 1, StoreFixture.succeeded(), attempt).state()).isNull();
            assertThat(store().apply("worker-late", id, 1, StoreFixture.failed()).state()).isNull();
            assertThat(store().apply("worker-late", id, 1, store().throttled()).state()).isNull();

            store().assertJob(id).is(state).hasAttempts(attempt);
            assertThat(store().read(id).ending()).isEqualTo(before.ending());
            assertThat(store().read(id).progress()).isEqualTo(before.progress());
        }
    }

    @Test
    default void a_late_report_that_comes_twice_with_another_price_adds_its_attempts_once() {
        JobId id = store().in(JobState.SUCCEEDED);
        Attempt failed = store().attempt("worker-late", 1, Attempt.End.TRANSIENT);
        Attempt succeeded = store().attempt("worker-late", 1, Attempt.End.SUCCEEDED);

        store().apply("worker-late", id, 1, StoreFixture.succeeded(), failed, succeeded.costing(17L));
        store().apply("worker-late", id, 1, StoreFixture.succeeded(), failed, succeeded.costing(18L));

        store().assertJob(id).is(JobState.SUCCEEDED).hasAttempts(failed, succeeded.costing(18L));
    }

    @Test
    default void an_answer_to_an_older_dispatch_counts_while_nothing_has_ended_the_job() {
        JobId queued = store().dispatched();
        store().jobs.dispatch().requeueLost(queued, 1);
        JobId dispatchedAgain = store().dispatched();
        store().jobs.dispatch().requeueLost(dispatchedAgain, 1);
        store().dispatch(dispatchedAgain);
        Attempt attempt = store().attempt("worker-1", 1, Attempt.End.SUCCEEDED);

        for (JobId id : List.of(queued, dispatchedAgain)) {
            assertThat(store().apply("worker-1", id, 1, StoreFixture.succeeded(), attempt).state())
                    .isEqualTo(JobState.SUCCEEDED);
            store().assertJob(id).is(JobState.SUCCEEDED).hasAttempts(attempt);
            assertThat(store().document(id)).doesNotContainKeys("open", "notBefore", "waitingFor");
        }
    }

    @Test
    default void any_other_outcome_of_an_older_dispatch_only_adds_its_attempts() {
        for (Outcome outcome : List.of(StoreFixture.failed(), new Outcome.Cancelled(), new Outcome.Expired(),
                store().throttled(), new Outcome.HandedBack("stopping"))) {
            JobId queued = store().dispatched();
            store().jobs.dispatch().requeueLost(queued, 1);
            JobId dispatchedAgain = store().dispatched();
            store().jobs.dispatch().requeueLost(dispatchedAgain, 1);
            store().dispatch(dispatchedAgain);
            Attempt attempt = store().attempt("worker-1", 1, Attempt.End.TRANSIENT);

            assertThat(store().apply("worker-1", queued, 1, outcome, attempt).state()).isNull();
            assertThat(store().apply("worker-1", dispatchedAgain, 1, outcome, attempt).state()).isNull();

            store().assertJob(queued).is(JobState.QUEUED).hasEpoch(1).hasAttempts(attempt);
            store().assertJob(dispatchedAgain).is(JobState.DISPATCHED).hasEpoch(2).hasAttempts(attempt);
        }
    }

    @Test
    default void a_run_that_is_overtaken_by_an_older_answer_is_marked_until_it_reports() {
        JobId id = store().dispatched();
        store().jobs.dispatch().requeueLost(id, 1);
        store().dispatch(id);
        Instant startedAt = store().clock.instant();
        store().start("worker-2", id, 2, startedAt);
        Attempt older = store().attempt("worker-1", 1, Attempt.End.SUCCEEDED);

        store().apply("worker-1", id, 1, StoreFixture.succeeded(), older);

        store().assertJob(id).is(JobState.SUCCEEDED).hasAttempts(older, Attempt.unknown(2, "worker-2", startedAt));

        Attempt newer = store().attempt("worker-2", 2, Attempt.End.SUCCEEDED);
        assertThat(store().apply("worker-2", id, 2, StoreFixture.succeeded(), newer).state()).isNull();
        store().assertJob(id).hasAttempts(older, newer).isPossiblyBilled(false);
    }

    @Test
    default void the_worker_that_was_given_up_takes_its_mark_away_when_it_reports() {
        JobId id = store().running();
        assertThat(store().ask(id, 1)).isEqualTo(Verdict.RUN);
        store().start("worker-2", id, 1, store().clock.instant().plusSeconds(5));
        store().assertJob(id).hasAttempts(Attempt.End.UNKNOWN);
        Attempt first = store().attempt(StoreFixture.WORKER, 1, Attempt.End.SUCCEEDED);
        Attempt second = store().attempt("worker-2", 1, Attempt.End.SUCCEEDED);

        assertThat(store().apply("worker-2", id, 1, StoreFixture.succeeded(), second).state())
                .isEqualTo(JobState.SUCCEEDED);
        store().assertJob(id).hasAttempts(Attempt.End.UNKNOWN, Attempt.End.SUCCEEDED);
        assertThat(store().apply(StoreFixture.WORKER, id, 1, StoreFixture.succeeded(), first).state()).isNull();

        store().assertJob(id).is(JobState.SUCCEEDED).hasAttempts(first, second).isPossiblyBilled(false);
        assertThat(Objects.requireNonNull(store().read(id).ending()).response()).isEqualTo(StoreFixture.ANSWER);
    }

    @Test
    default void a_failure_of_the_worker_that_was_given_up_leaves_the_new_run_alone() {
        JobId id = store().running();
        store().ask(id, 1);
        store().start("worker-2", id, 1, store().clock.instant().plusSeconds(5));
        Attempt failed = store().attempt(StoreFixture.WORKER, 1, Attempt.End.TRANSIENT);

        assertThat(store().apply(StoreFixture.WORKER, id, 1, StoreFixture.failed(), failed).state()).isNull();
        assertThat(store().apply(StoreFixture.WORKER, id, 1, new Outcome.HandedBack("stopping")).state()).isNull();

        store().assertJob(id).is(JobState.RUNNING).hasAttempts(failed);
        assertThat(store().apply("worker-2", id, 1, StoreFixture.succeeded()).state()).isEqualTo(JobState.SUCCEEDED);
    }

    @Test
    default void an_answer_of_the_worker_that_was_given_up_ends_the_job_and_marks_the_new_run() {
        JobId id = store().running();
        store().ask(id, 1);
        Instant again = store().clock.instant().plusSeconds(5);
        store().start("worker-2", id, 1, again);
        Attempt first = store().attempt(StoreFixture.WORKER, 1, Attempt.End.SUCCEEDED);

        assertThat(store().apply(StoreFixture.WORKER, id, 1, StoreFixture.succeeded(), first).state())
                .isEqualTo(JobState.SUCCEEDED);

        store().assertJob(id).is(JobState.SUCCEEDED).hasAttempts(first, Attempt.unknown(1, "worker-2", again));
    }

    @Test
    default void a_worker_that_was_allowed_to_run_may_hand_the_job_back_without_a_start() {
        JobId id = store().running();
        store().ask(id, 1);

        assertThat(store().apply("worker-2", id, 1, new Outcome.HandedBack("stopping")).state())
                .isEqualTo(JobState.QUEUED);

        store().assertJob(id).is(JobState.QUEUED).hasAttempts(Attempt.End.UNKNOWN);
        assertThat(store().dispatch(id)).isEqualTo(2);
    }
}
