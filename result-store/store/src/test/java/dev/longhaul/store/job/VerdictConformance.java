package dev.longhaul.store.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.message.Attempt;
import dev.longhaul.contract.message.ControlMessage.Verdict;
import dev.longhaul.contract.message.ResultMessage.Delivery;
import dev.longhaul.store.job.JobVerdicts.Ended;
import dev.longhaul.store.job.JobVerdicts.Judgement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

interface VerdictConformance extends UsesStore {

    @Test
    default void what_is_not_handed_out_in_this_dispatch_is_dropped() {
        for (JobState state : JobState.values()) {
            JobId id = store().in(state);
            JobRecord before = store().read(id);
            boolean current = state == JobState.DISPATCHED || state == JobState.RUNNING;

            assertThat(store().ask(id, 1)).as("%s", state).isEqualTo(current ? Verdict.RUN : Verdict.DROP);
            assertThat(store().ask(id, 2)).isEqualTo(Verdict.DROP);
            if (!current) {
                assertThat(store().read(id)).isEqualTo(before);
            }
        }
        assertThat(store().ask(store().job().build().id(), 1)).isEqualTo(Verdict.DROP);
    }

    @Test
    default void an_older_delivery_is_dropped_when_a_newer_dispatch_exists() {
        JobId id = store().dispatched();
        store().jobs.dispatch().requeueLost(id, 1);
        store().dispatch(id);

        assertThat(store().ask(id, 1)).isEqualTo(Verdict.DROP);
        assertThat(store().ask(id, 2)).isEqualTo(Verdict.RUN);
        store().assertJob(id).hasNoAttempts();
    }

    @Test
    default void what_had_not_started_runs_without_a_mark() {
        for (Lane lane : List.of(Lane.STANDARD, Lane.BATCH)) {
            JobId id = store().dispatched(store().job().in(lane));

            assertThat(store().judge(new Delivery(id, "acme", 1))).returns(Verdict.RUN, Judgement::verdict)
                    .returns(null, Judgement::ended);

            store().assertJob(id).is(JobState.DISPATCHED).hasNoAttempts();
        }
    }

    @Test
    default void what_had_started_runs_again_with_the_earlier_call_marked() {
        JobId id = store().dispatched();
        Instant startedAt = store().clock.instant();
        store().start("worker-7", id, 1, startedAt);

        assertThat(store().ask(id, 1)).isEqualTo(Verdict.RUN);

        store().assertJob(id).is(JobState.RUNNING).hasAttempts(Attempt.unknown(1, "worker-7", startedAt))
                .isPossiblyBilled(true);
    }

    @Test
    default void asking_twice_marks_once() {
        JobId standard = store().running();
        JobId interactive = store().dispatched(store().job().in(Lane.INTERACTIVE));

        for (JobId id : List.of(standard, interactive)) {
            for (int i = 0; i < 10; i++) {
                assertThat(store().ask(id, 1)).isEqualTo(Verdict.RUN);
                store().clock.pass(Duration.ofSeconds(5));
            }
            store().assertJob(id).hasAttempts(Attempt.End.UNKNOWN);
        }
    }

    @Test
    default void an_interactive_job_may_have_been_called_without_a_word() {
        JobId id = store().dispatched(store().job().in(Lane.INTERACTIVE));
        Instant dispatchedAt = Objects.requireNonNull(store().read(id).progress().dispatchedAt());

        assertThat(store().ask(id, 1)).isEqualTo(Verdict.RUN);

        store().assertJob(id).is(JobState.DISPATCHED).hasAttempts(Attempt.unknown(1, null, dispatchedAt));
    }

    @Test
    default void a_second_dispatch_of_an_interactive_job_is_no_reason_for_a_mark() {
        JobId id = store().dispatched(store().job().in(Lane.INTERACTIVE).held());
        store().apply("worker-1", id, 1, store().throttled());
        store().dispatch(id);

        assertThat(store().judge(new Delivery(id, "acme", 2, false)).verdict()).isEqualTo(Verdict.RUN);

        store().assertJob(id).is(JobState.DISPATCHED).hasNoAttempts();
    }

    @Test
    default void a_second_dispatch_that_may_have_been_with_another_worker_is_marked_for_itself_only() {
        JobId id = store().dispatched(store().job().in(Lane.INTERACTIVE));
        Attempt throttled = store().attempt("worker-1", 1, Attempt.End.THROTTLED);
        store().apply("worker-1", id, 1, store().throttled(), throttled);
        store().dispatch(id);
        Instant dispatchedAt = Objects.requireNonNull(store().read(id).progress().dispatchedAt());

        assertThat(store().judge(new Delivery(id, "acme", 2, true)).verdict()).isEqualTo(Verdict.RUN);

        store().assertJob(id).hasAttempts(throttled, Attempt.unknown(2, null, dispatchedAt));
    }

    @Test
    default void a_job_that_must_not_be_repeated_fails_once() {
        JobId id = store().running(store().job().held().model("o3"));

        Judgement judgement = store().judge(new Delivery(id, "acme", 1));

        assertThat(judgement.verdict()).isEqualTo(Verdict.DROP);
        Ended ended = Objects.requireNonNull(judgement.ended());
        assertThat(ended.id()).isEqualTo(id);
        assertThat(ended.lane()).isEqualTo(Lane.BATCH);
        assertThat(ended.model()).isEqualTo("o3");
        assertThat(ended.state()).isEqualTo(JobState.FAILED);
        assertThat(ended.failure().code()).isEqualTo("outcome_unknown");
        store().assertJob(id).hasFailed("outcome_unknown").hasAttempts(Attempt.End.UNKNOWN);
        assertThat(store().judge(new Delivery(id, "acme", 1))).returns(Verdict.DROP, Judgement::verdict)
                .returns(null, Judgement::ended);
    }

    @Test
    default void a_job_that_must_not_be_repeated_runs_when_it_had_not_started() {
        JobId id = store().dispatched(store().job().held());

        assertThat(store().ask(id, 1)).isEqualTo(Verdict.RUN);
        store().assertJob(id).hasNoAttempts();
    }

    @Test
    default void a_job_that_loses_one_worker_after_the_other_is_taken_to_be_the_cause() {
        JobId id = store().dispatched();
        for (int lost = 1; lost < LostRuns.MAX_LOST_ATTEMPTS; lost++) {
            store().start("worker-" + lost, id, 1, store().clock.instant());
            store().clock.pass(Duration.ofSeconds(5));
            assertThat(store().ask(id, 1)).as("after %s lost workers", lost).isEqualTo(Verdict.RUN);
            assertThat(store().ask(id, 1)).as("asked again").isEqualTo(Verdict.RUN);
        }
        store().start("worker-last", id, 1, store().clock.instant());

        Judgement judgement = store().judge(new Delivery(id, "acme", 1));

        assertThat(judgement.verdict()).isEqualTo(Verdict.DROP);
        assertThat(Objects.requireNonNull(judgement.ended()).failure().code()).isEqualTo("dispatches_exhausted");
        store().assertJob(id).hasFailed("dispatches_exhausted");
        assertThat(store().read(id).attempts()).hasSize(LostRuns.MAX_LOST_ATTEMPTS);
    }

    @Test
    default void a_job_whose_cancel_was_asked_for_is_not_paid_for_again() {
        for (JobId id : List.of(store().dispatched(), store().running())) {
            store().jobs.cancel().cancel(id);
            boolean started = store().read(id).state() == JobState.RUNNING;

            Judgement judgement = store().judge(new Delivery(id, "acme", 1));

            assertThat(judgement.verdict()).isEqualTo(Verdict.DROP);
            assertThat(Objects.requireNonNull(judgement.ended()).state()).isEqualTo(JobState.CANCELLED);
            store().assertJob(id).is(JobState.CANCELLED).isPossiblyBilled(started);
        }
    }

    @Test
    default void one_question_is_answered_for_all_its_deliveries_in_order() {
        List<Delivery> deliveries = List.of(new Delivery(store().running(), "acme", 1),
                new Delivery(store().in(JobState.SUCCEEDED), "acme", 1),
                new Delivery(store().running(store().job().held()), "acme", 1),
                new Delivery(store().dispatched(), "acme", 1), new Delivery(store().job().build().id(), "acme", 1));

        List<Judgement> judgements = store().jobs.verdicts().judge(deliveries);

        assertThat(judgements).extracting(Judgement::delivery).containsExactlyElementsOf(deliveries);
        assertThat(judgements).extracting(Judgement::verdict).containsExactly(Verdict.RUN, Verdict.DROP, Verdict.DROP,
                Verdict.RUN, Verdict.DROP);
        assertThat(store().jobs.verdicts().judge(List.of())).isEmpty();
    }

    @Test
    default void a_job_that_was_judged_ends_as_any_other() {
        JobId id = store().running();
        store().ask(id, 1);
        Attempt attempt = store().attempt("worker-2", 1, Attempt.End.SUCCEEDED);

        assertThat(store().start("worker-2", id, 1, store().clock.instant().plusSeconds(1))).isTrue();
        assertThat(store().apply("worker-2", id, 1, StoreFixture.succeeded(), attempt).state())
                .isEqualTo(JobState.SUCCEEDED);

        store().assertJob(id).is(JobState.SUCCEEDED).hasAttempts(Attempt.End.UNKNOWN, Attempt.End.SUCCEEDED);
        assertThat(store().document(id)).doesNotContainKey("lost");
    }
}
