package dev.longhaul.store.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.TokenEstimate;
import dev.longhaul.contract.message.Attempt;
import dev.longhaul.contract.message.Failure;
import dev.longhaul.contract.message.JobEvent.Waiting;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.Usage;
import dev.longhaul.store.job.JobResults.Applied;
import dev.longhaul.store.job.JobResults.WorkerOutcome;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** Outcomes that find their job as their worker left it. */
interface OutcomeConformance extends UsesStore {

    @Test
    default void an_answer_ends_its_job_with_all_that_came() {
        for (JobId id : List.of(store().dispatched(), store().running())) {
            Attempt throttled = store().attempt(StoreFixture.WORKER, 1, Attempt.End.THROTTLED);
            Attempt succeeded = store().attempt(StoreFixture.WORKER, 1, Attempt.End.SUCCEEDED);
            WorkerOutcome outcome = store().outcome(StoreFixture.WORKER, id, 1, StoreFixture.succeeded(), throttled,
                    succeeded);

            assertThat(store().apply(outcome)).isEqualTo(new Applied(outcome, JobState.SUCCEEDED, null, false));

            store().assertJob(id).is(JobState.SUCCEEDED).hasAttempts(throttled, succeeded);
            assertThat(store().read(id).ending()).isEqualTo(new JobRecord.Ending(outcome.report().endedAt(),
                    StoreFixture.ANSWER, StoreFixture.USAGE, null, null, null));
            assertThat(store().read(id).progress().startedAt()).isEqualTo(outcome.report().startedAt());
            assertThat(store().document(id)).doesNotContainKey("open").containsKey("expireAt");
        }
    }

    @Test
    default void what_attempts_and_answer_cost_is_kept_and_nothing_is_not_the_same_as_unknown() {
        Usage writing = new Usage(10, 5, 2, 1, 4);
        Attempt failed = store().attempt(StoreFixture.WORKER, 1, Attempt.End.TRANSIENT);
        Attempt succeeded = new Attempt(1, "openai", "mini", "main", StoreFixture.WORKER, store().clock.instant(), 120,
                Attempt.End.SUCCEEDED, 200, null, writing, false).costing(17L);
        for (Long cost : Arrays.asList(17L, 0L, null)) {
            JobId id = store().running();
            WorkerOutcome outcome = store().outcome(StoreFixture.WORKER, id, 1,
                    new Outcome.Succeeded(StoreFixture.ANSWER, writing), failed, succeeded.costing(cost));

            store().apply(new WorkerOutcome(outcome.worker(), outcome.report(), cost));

            store().assertJob(id).is(JobState.SUCCEEDED).hasAttempts(failed, succeeded.costing(cost));
            assertThat(store().read(id).ending()).isEqualTo(new JobRecord.Ending(outcome.report().endedAt(),
                    StoreFixture.ANSWER, writing, cost, null, null));
        }
    }

    @Test
    default void tokens_that_were_not_written_to_a_cache_take_no_room() {
        JobId id = store().in(JobState.SUCCEEDED);

        assertThat(store().document(id).get("usage", Document.class)).containsOnlyKeys("prompt", "completion",
                "cached", "reasoning");
    }

    @Test
    default void an_answer_without_usage_and_attempts_ends_its_job_too() {
        JobId id = store().dispatched();

        assertThat(store().apply("worker-1", id, 1, new Outcome.Succeeded("{}", null)).state())
                .isEqualTo(JobState.SUCCEEDED);
        assertThat(Objects.requireNonNull(store().read(id).ending()).usage()).isNull();
    }

    @Test
    default void the_other_ends_end_their_job() {
        Failure failure = new Failure(ErrorCode.PROVIDER_REFUSED.wire(), "No such role.", "messages[0].role", 400,
                "invalid_value");
        Map<Outcome, JobState> ends = Map.of(new Outcome.Failed(failure), JobState.FAILED, new Outcome.Cancelled(),
                JobState.CANCELLED, new Outcome.Expired(), JobState.EXPIRED);
        ends.forEach((outcome, state) -> {
            JobId id = store().running();

            assertThat(store().apply(StoreFixture.WORKER, id, 1, outcome).state()).isEqualTo(state);

            store().assertJob(id).is(state);
            assertThat(Objects.requireNonNull(store().read(id).ending()).failure())
                    .isEqualTo(state == JobState.FAILED ? failure : null);
        });
    }

    @Test
    default void a_throttled_job_waits_until_the_provider_wants_it_again() {
        Instant until = store().clock.instant().plusSeconds(60);
        Instant deadline = until.plusSeconds(600);
        JobId id = store()
                .running(store().job().by("key_1").customId("row-17").priority(8).tokens(777).deadline(deadline));
        Attempt attempt = store().attempt(StoreFixture.WORKER, 1, Attempt.End.THROTTLED);

        Applied applied = store().apply(StoreFixture.WORKER, id, 1, new Outcome.Throttled(until, "rate_limit"),
                attempt);

        assertThat(applied.state()).isEqualTo(JobState.QUEUED);
        assertThat(applied.waiting())
                .isEqualTo(new Waiting(until, "key_1", null, "row-17", null, 8, new TokenEstimate(0, 777), deadline));
        store().assertJob(id).is(JobState.QUEUED).hasAttempts(attempt);
        JobRecord.Progress progress = store().read(id).progress();
        assertThat(progress.notBefore()).isEqualTo(until);
        assertThat(progress.waitingFor()).isEqualTo("provider");
        assertThat(progress.worker()).isNull();
        assertThat(progress.startedAt()).isNull();
        assertThat(store().document(id)).containsKey("open").doesNotContainKey("expireAt");
    }

    @Test
    default void a_job_that_is_handed_back_waits_for_nothing() {
        JobId id = store().dispatched();

        Applied applied = store().apply("worker-1", id, 1, new Outcome.HandedBack("stopping"));

        assertThat(applied.state()).isEqualTo(JobState.QUEUED);
        assertThat(applied.waiting())
                .isEqualTo(new Waiting(null, null, null, null, null, 5, new TokenEstimate(0, 100), null));
        store().assertJob(id).is(JobState.QUEUED).hasNoAttempts();
        assertThat(store().dispatch(id)).isEqualTo(2);
    }

    @Test
    default void a_job_whose_cancel_was_asked_for_does_not_wait_again() {
        for (Outcome outcome : List.of(store().throttled(), new Outcome.HandedBack("stopping"))) {
            JobId id = store().running();
            store().jobs.cancel().cancel(id);
            Attempt attempt = store().attempt(StoreFixture.WORKER, 1, Attempt.End.THROTTLED);
            WorkerOutcome report = store().outcome(StoreFixture.WORKER, id, 1, outcome, attempt);

            assertThat(store().apply(report)).isEqualTo(new Applied(report, JobState.CANCELLED, null, false));

            store().assertJob(id).is(JobState.CANCELLED).hasAttempts(attempt);
            assertThat(store().apply(report)).isEqualTo(new Applied(report, JobState.CANCELLED, null, false));
        }
    }

    @Test
    default void a_report_that_comes_twice_is_told_twice_and_changes_nothing() {
        for (Outcome outcome : List.of(StoreFixture.succeeded(), StoreFixture.failed(), new Outcome.Cancelled(),
                new Outcome.Expired(), store().throttled(), new Outcome.HandedBack("stopping"))) {
            JobId id = store().running();
            WorkerOutcome report = store().outcome(StoreFixture.WORKER, id, 1, outcome,
                    store().attempt(StoreFixture.WORKER, 1, Attempt.End.TRANSIENT));

            Applied first = store().apply(report);
            JobRecord once = store().read(id);
            Applied second = store().apply(report);

            assertThat(second).isEqualTo(first);
            assertThat(second.state()).isNotNull();
            assertThat(store().read(id)).isEqualTo(once);
        }
    }

    @Test
    default void a_repeat_of_a_wait_that_is_over_is_not_told_again() {
        JobId id = store().dispatched();
        WorkerOutcome report = store().outcome("worker-1", id, 1, store().throttled());
        store().apply(report);
        store().dispatch(id);

        assertThat(store().apply(report).state()).isNull();

        store().assertJob(id).is(JobState.DISPATCHED).hasEpoch(2);
    }

    @Test
    default void outcomes_of_a_batch_are_told_in_its_order_whatever_became_of_each() {
        WorkerOutcome wins = store().outcome("w", store().dispatched(), 1, StoreFixture.succeeded());
        WorkerOutcome late = store().outcome("w", store().in(JobState.CANCELLED), 1, StoreFixture.succeeded());
        WorkerOutcome other = store().outcome("w", store().running(), 1, StoreFixture.failed());
        WorkerOutcome gone = store().outcome("w", store().job().build().id(), 1, StoreFixture.succeeded());
        WorkerOutcome back = store().outcome("w", store().dispatched(), 1, new Outcome.HandedBack("stopping"));

        List<Applied> applied = store().jobs.results().apply(List.of(wins, late, other, gone, back), null);

        assertThat(applied).extracting(Applied::outcome).containsExactly(wins, late, other, gone, back);
        assertThat(applied).extracting(Applied::state).containsExactly(JobState.SUCCEEDED, null, null, null,
                JobState.QUEUED);
        assertThat(store().jobs.results().apply(List.of(), null)).isEmpty();
    }

    @Test
    default void the_same_job_twice_in_a_batch_ends_once() {
        JobId repeated = store().dispatched();
        WorkerOutcome report = store().outcome("w", repeated, 1, StoreFixture.succeeded());
        JobId contested = store().dispatched();
        WorkerOutcome one = store().outcome("w", contested, 1, StoreFixture.failed(),
                store().attempt("w", 1, Attempt.End.REFUSED));
        WorkerOutcome other = store().outcome("v", contested, 1, StoreFixture.failed(),
                store().attempt("v", 1, Attempt.End.TRANSIENT));

        List<Applied> applied = store().jobs.results().apply(List.of(report, one, report, other), null);

        assertThat(applied).extracting(Applied::state).contains(JobState.SUCCEEDED, JobState.SUCCEEDED);
        assertThat(List.of(applied.get(1), applied.get(3))).extracting(Applied::state)
                .containsExactlyInAnyOrder(JobState.FAILED, null);
        store().assertJob(repeated).is(JobState.SUCCEEDED);
        store().assertJob(contested).is(JobState.FAILED).hasAttempts(Attempt.End.REFUSED, Attempt.End.TRANSIENT);
    }
}
