package dev.longhaul.store.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.message.Attempt;
import dev.longhaul.contract.message.Failure;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.store.deadletter.LetterFilter;
import dev.longhaul.store.job.JobErasure.Erasure;
import dev.longhaul.store.job.JobIntake.NewJob;
import dev.longhaul.store.job.JobQueries.JobFilter;
import dev.longhaul.store.job.JobSharing.Share;
import dev.longhaul.store.replay.Overrides;
import dev.longhaul.store.replay.ReplayItem;
import dev.longhaul.store.replay.Skip;
import dev.longhaul.store.replay.Standing;
import dev.longhaul.store.usage.UsageLedger;
import dev.longhaul.store.usage.UsageRow;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** What is erased stays erased, and costs what it has cost. */
interface ErasureConformance extends UsesStore {

    String SECRET = "s3cret";

    private JobBuilder secret() {
        return store().job().request("{\"messages\":[\"" + SECRET + "\"]}").customId(SECRET)
                .metadata(Map.of(SECRET, SECRET)).webhook("https://example.org/" + SECRET);
    }

    private Attempt torn(String worker) {
        return new Attempt(1, "openai", "mini", "main", worker, store().clock.instant(), 120, Attempt.End.AMBIGUOUS,
                null, "read_timeout", null, true, List.of(), SECRET);
    }

    /** One that has ended, and of which everybody has been told. */
    private JobId ended(Outcome outcome) {
        JobId id = store().dispatched(secret());
        store().apply("w", id, 1, outcome, torn("w"));
        store().jobs.tellings().told(store().jobs.tellings().untold(100));
        assertThat(store().document(id).toJson()).contains(SECRET);
        return id;
    }

    private Outcome failedWith(String message) {
        return new Outcome.Failed(Failure.of(ErrorCode.PROVIDER_REFUSED, message));
    }

    private Erasure erase(JobId id) {
        return store().jobs.erasure().erase(id);
    }

    @Test
    default void nothing_of_what_was_asked_and_answered_is_left() {
        for (Outcome outcome : List.of(new Outcome.Succeeded("{\"a\":\"" + SECRET + "\"}", StoreFixture.USAGE),
                failedWith("It said " + SECRET), new Outcome.Cancelled())) {
            JobId id = ended(outcome);
            JobState state = store().read(id).state();

            assertThat(erase(id)).isEqualTo(new Erasure.Erased(true));

            assertThat(store().document(id).toJson()).doesNotContain(SECRET);
            assertThat(store().read(id).deleted()).isTrue();
            assertThat(store().read(id).state()).isEqualTo(state);
            assertThat(store().read(id).attempts()).singleElement().returns(true, Attempt::possiblyBilled)
                    .returns(null, Attempt::partial);
            assertThat(erase(id)).isEqualTo(new Erasure.Erased(false));
        }
    }

    @Test
    default void a_job_that_has_not_ended_is_left_alone() {
        for (JobState state : List.of(JobState.QUEUED, JobState.DISPATCHED, JobState.RUNNING)) {
            JobId id = store().in(state);
            Document before = store().document(id);

            assertThat(erase(id)).isEqualTo(new Erasure.Open(state));

            assertThat(store().document(id)).isEqualTo(before);
        }
        assertThat(erase(store().job().build().id())).isEqualTo(new Erasure.NotRecorded());
    }

    @Test
    default void a_repeat_of_its_submission_does_not_bring_it_back() {
        JobBuilder builder = secret();
        JobId id = store().dispatched(builder);
        store().apply("w", id, 1, StoreFixture.succeeded());
        erase(id);

        assertThat(store().jobs.intake().record(List.of(new NewJob(builder.build(), StoreFixture.SHARD, false))))
                .containsExactly(id);

        assertThat(store().read(id).deleted()).isTrue();
        assertThat(store().jobs.dispatch().findOpen(List.of(id))).isEmpty();
    }

    @Test
    default void a_late_outcome_adds_what_it_cost_and_no_text() {
        JobId id = ended(new Outcome.Cancelled());
        erase(id);
        Attempt late = torn("late").costing(5L);

        for (int i = 0; i < 2; i++) {
            assertThat(store().apply("late", id, 1,
                    new Outcome.Succeeded("{\"a\":\"" + SECRET + "\"}", StoreFixture.USAGE), late).state()).isNull();
        }
        store().start("later", id, 1);

        assertThat(store().document(id).toJson()).doesNotContain(SECRET);
        assertThat(store().read(id).attempts()).hasSize(3).contains(late.withoutPartial());
    }

    @Test
    default void its_usage_is_counted_also_when_it_is_erased_before() {
        UsageLedger ledger = store().usage.ledger(tenant -> ZoneOffset.UTC, "a");
        JobId id = store().dispatched(secret().batch("night"));
        String entry = ledger.open(List.of(id));
        Attempt answer = store().attempt("w", 1, Attempt.End.SUCCEEDED);
        store().jobs.results().apply(
                List.of(store().outcome("w", id, 1, StoreFixture.succeeded(), torn("w"), answer)), entry);
        store().apply("late", id, 1, StoreFixture.succeeded(), store().attempt("late", 1, Attempt.End.SUCCEEDED));
        erase(id);

        ledger.post(entry, store().jobs.spending().of(List.of(id.toString()), entry));
        ledger.recount(10);

        List<UsageRow> rows = new ArrayList<>();
        store().usage.rows("acme", "0000", "9999", rows::add);
        assertThat(rows).singleElement().returns("openai", UsageRow::provider)
                .returns(StoreFixture.USAGE, UsageRow::usage).returns(1L, row -> row.duplicate().count())
                .returns(1L, row -> row.possiblyBilled().count());
    }

    @Test
    default void a_dead_letter_is_none_any_more_and_no_replay_takes_it() {
        JobId id = ended(failedWith("No."));
        assertThat(store().jobs.letters().find(id)).isPresent();
        erase(id);

        assertThat(store().jobs.letters().find(id)).isEmpty();
        assertThat(store().jobs.letters().list(LetterFilter.ALL, null, 10)).isEmpty();
        assertThat(store().jobs.replays().replay(List.of(new ReplayItem(id, 1)), "replay-1", Overrides.NONE))
                .singleElement().returns(new Standing.Skipped(Skip.GONE), JobReplays.Dealt::standing);
        assertThat(store().read(id).state()).isEqualTo(JobState.FAILED);
    }

    @Test
    default void how_earlier_generations_failed_goes_along() {
        JobId id = ended(failedWith("It said " + SECRET));
        store().jobs.replays().replay(List.of(new ReplayItem(id, 1)), "replay-1", Overrides.NONE);
        assertThat(erase(id)).isEqualTo(new Erasure.Open(JobState.QUEUED));
        store().jobs.cancel().cancel(id);
        store().jobs.tellings().told(store().jobs.tellings().untold(100));

        erase(id);

        assertThat(store().document(id).toJson()).doesNotContain(SECRET);
        assertThat(store().jobs.letters().past(id)).isEmpty();
    }

    @Test
    default void its_answer_is_given_to_nobody_any_more() {
        JobId from = store().dispatched();
        store().apply("w", from, 1, new Outcome.Succeeded("{\"choices\":[{\"finish_reason\":\"stop\"}]}", null));
        JobId before = store().queued();
        assertThat(store().jobs.sharing().share(List.of(new Share(before, from, false)), "one").ended()).hasSize(1);
        erase(from);
        JobId after = store().queued();

        JobSharing.Result result = store().jobs.sharing().share(List.of(new Share(after, from, false)), "two");

        assertThat(result.ended()).isEmpty();
        assertThat(result.useless()).containsExactly(from);
        assertThat(store().read(before).ending()).as("has its own copy").returns(true,
                ending -> ending != null && ending.response() != null);
    }

    @Test
    default void no_list_shows_it_and_its_day_stays() {
        JobId id = store().in(JobState.SUCCEEDED);
        JobId other = store().in(JobState.SUCCEEDED);
        erase(id);

        assertThat(store().list(
                new JobFilter("acme", null, null, null, null, null, null, null, null, true), 10, true))
                .extracting(JobRecord::id).containsExactly(other);
        store().clock.pass(StoreFixture.RETENTION.plusSeconds(1));
        assertThat(store().jobs.retention().sweep(10)).isEqualTo(2);
    }

    @Test
    default void who_is_to_be_told_of_its_end_is_told_although_it_is_erased() {
        JobId id = store().dispatched(secret());
        store().apply("w", id, 1, StoreFixture.succeeded());

        erase(id);

        assertThat(store().jobs.tellings().untold(10)).singleElement().returns(id, JobTellings.EndedJob::id)
                .returns("https://example.org/" + SECRET, JobTellings.EndedJob::webhookUrl)
                .returns(null, JobTellings.EndedJob::customId);
    }
}
