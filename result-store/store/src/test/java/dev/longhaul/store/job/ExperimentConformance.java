package dev.longhaul.store.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.job.ExperimentPart;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.message.Attempt;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.OutcomeReport;
import dev.longhaul.store.experiment.Experiment;
import dev.longhaul.store.experiment.Experiment.Design;
import dev.longhaul.store.experiment.ExperimentStore;
import dev.longhaul.store.experiment.Mode;
import dev.longhaul.store.experiment.StopReason;
import dev.longhaul.store.experiment.Variant;
import dev.longhaul.store.job.JobExperiments.ExperimentJob;
import dev.longhaul.store.job.JobResults.WorkerOutcome;
import dev.longhaul.store.usage.UsageLedger;
import dev.longhaul.store.usage.UsageRow;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** Experiments, the jobs that they are read from, and what those have cost. */
interface ExperimentConformance extends UsesStore {

    String EXPERIMENT = "exp_69a43b80c0ffee00c0ffee00";
    String ANSWERED = "{\"choices\":[{\"message\":{\"content\":\"Hello\"},\"finish_reason\":\"stop\"}]}";
    Design DESIGN = new Design("a trial", Mode.SHARE,
            List.of(new Variant("a", "small", null, null, 1),
                    new Variant("b", "large@openai", "{\"temperature\":0}", "Be terse.", 3)),
            0.25, "metadata.team", 2_000_000_000L);

    private static ExperimentPart part(String variant) {
        return new ExperimentPart(EXPERIMENT, variant, null);
    }

    private Experiment created(String tenant) {
        return store().experiments.create(tenant, DESIGN).orElseThrow();
    }

    private List<ExperimentJob> scan() {
        List<ExperimentJob> found = new ArrayList<>();
        store().jobs.experiments().scan(EXPERIMENT, found::add);
        return found;
    }

    private static WorkerOutcome within(WorkerOutcome outcome, Long nanoDollars) {
        OutcomeReport report = outcome.report();
        return new WorkerOutcome(outcome.worker(),
                new OutcomeReport(report.id(), report.tenant(), report.keyId(), report.batch(), report.lane(),
                        report.model(), report.epoch(), report.startedAt(), report.endedAt(), report.attempts(),
                        report.outcome(), EXPERIMENT),
                nanoDollars);
    }

    private WorkerOutcome ended(JobId id, Outcome outcome, Attempt.End end, long nanoDollars) {
        return within(store().outcome(StoreFixture.WORKER, id, 1, outcome,
                store().attempt(StoreFixture.WORKER, 1, end).costing(nanoDollars)), nanoDollars);
    }

    @Test
    default void an_experiment_is_kept_as_it_was_made_and_found_by_its_own_tenant_alone() {
        Experiment made = created("acme");

        assertThat(made.id()).matches("exp_[0-9a-f]{24}");
        assertThat(made.runs()).isTrue();
        assertThat(store().experiments.find("acme", made.id())).contains(made)
                .hasValueSatisfying(found -> assertThat(found.design()).isEqualTo(DESIGN));
        assertThat(store().experiments.find("other", made.id())).isEmpty();
        assertThat(store().experiments.stop("other", made.id(), StopReason.BY_USER)).isEmpty();
        assertThat(store().experiments.find("acme", made.id()).orElseThrow().runs()).isTrue();
    }

    @Test
    default void the_first_reason_to_stop_an_experiment_stays() {
        String id = created("acme").id();
        store().clock.pass(Duration.ofMinutes(1));

        Experiment stopped = store().experiments.stop("acme", id, StopReason.SPEND_CAP).orElseThrow();
        store().clock.pass(Duration.ofMinutes(1));

        assertThat(stopped.stopped()).isEqualTo(new Experiment.Stopped(StoreFixture.NOW.plus(Duration.ofMinutes(1)),
                StopReason.SPEND_CAP));
        assertThat(store().experiments.stop("acme", id, StopReason.BY_USER)).contains(stopped);
        assertThat(store().experiments.find("acme", id)).contains(stopped);
    }

    @Test
    default void experiments_are_listed_page_by_page_the_latest_first() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ids.addFirst(created("acme").id());
            store().clock.pass(Duration.ofSeconds(1));
        }
        created("other");

        assertThat(store().experiments.list("acme", null, 2)).extracting(Experiment::id)
                .isEqualTo(ids.subList(0, 2));
        assertThat(store().experiments.list("acme", ids.get(1), 2)).extracting(Experiment::id)
                .isEqualTo(ids.subList(2, 3));
    }

    @Test
    default void only_so_many_experiments_of_a_tenant_run_at_a_time() {
        for (int i = 0; i < ExperimentStore.MOST_RUNNING; i++) {
            created("acme");
        }

        assertThat(store().experiments.create("acme", DESIGN)).isEmpty();
        created("other");
        store().experiments.stop("acme", store().experiments.list("acme", null, 1).getFirst().id(),
                StopReason.BY_USER);
        created("acme");
    }

    @Test
    default void the_jobs_of_an_experiment_are_read_in_order_with_what_came_of_them() {
        store().queued();
        store().queued(store().job().within(new ExperimentPart("exp_000000000000000000000000", "a", null)));
        JobId succeeded = store().dispatched(store().job().within(part("a")));
        JobId failed = store().dispatched(store().job().within(part("b")));
        JobId origin = store().queued();
        JobId shadow = store().queued(store().job().within(new ExperimentPart(EXPERIMENT, "b", origin)));
        store().apply(ended(succeeded, new Outcome.Succeeded(ANSWERED, StoreFixture.USAGE), Attempt.End.SUCCEEDED, 70));
        store().apply(ended(failed, StoreFixture.failed(), Attempt.End.REFUSED, 5));

        List<ExperimentJob> jobs = scan();

        assertThat(jobs).extracting(ExperimentJob::id).containsExactly(succeeded, failed, shadow);
        JobRecord answered = store().read(succeeded);
        assertThat(answered.submitted().experiment()).isEqualTo(part("a"));
        assertThat(jobs.get(0)).isEqualTo(new ExperimentJob(succeeded, part("a"), JobState.SUCCEEDED,
                answered.submitted().submittedAt(), Objects.requireNonNull(answered.ending()).at(), 120L,
                StoreFixture.USAGE, 70L, false, 5L, false, null));
        assertThat(jobs.get(1)).returns(JobState.FAILED, ExperimentJob::state)
                .returns("provider_refused", ExperimentJob::failure).returns(null, ExperimentJob::callMillis)
                .returns(null, ExperimentJob::nanoDollars);
        assertThat(jobs.get(2)).returns(JobState.QUEUED, ExperimentJob::state).returns(null, ExperimentJob::endedAt)
                .returns(new ExperimentPart(EXPERIMENT, "b", origin), ExperimentJob::part);
    }

    @Test
    default void a_job_without_an_experiment_keeps_nothing_of_one() {
        JobId id = store().dispatched();
        store().apply(StoreFixture.WORKER, id, 1, new Outcome.Succeeded(ANSWERED, StoreFixture.USAGE));

        assertThat(store().document(id)).doesNotContainKeys(Fields.EXPERIMENT, Fields.SAID);
    }

    @Test
    default void nobody_is_told_of_the_end_of_a_shadow() {
        JobId origin = store().queued(store().job().webhook("https://example.com/hook"));
        JobId shadow = store().queued(store().job().webhook("https://example.com/hook")
                .within(new ExperimentPart(EXPERIMENT, "b", origin)));

        assertThat(store().document(origin)).containsKey(Fields.HOOK);
        assertThat(store().document(shadow)).doesNotContainKey(Fields.HOOK);
    }

    @Test
    default void the_ledger_sums_what_the_calls_of_an_experiments_jobs_cost_failed_ones_too() {
        JobId succeeded = store().dispatched(store().job().within(part("a")));
        JobId failed = store().dispatched(store().job().within(part("b")));
        List<WorkerOutcome> outcomes = List.of(
                ended(succeeded, StoreFixture.succeeded(), Attempt.End.SUCCEEDED, 70),
                ended(failed, StoreFixture.failed(), Attempt.End.TRANSIENT, 5));
        UsageLedger dying = store().usage.ledger(tenant -> ZoneOffset.UTC, "a");
        assertThat(store().usage.spentByExperiment(EXPERIMENT)).isZero();

        String entry = dying.open(List.of(succeeded, failed));
        assertThat(store().jobs.results().apply(outcomes, entry)).allMatch(JobResults.Applied::counts);
        // its writer is dead: another counts what is in the record
        store().clock.pass(Duration.ofMinutes(2));
        store().usage.ledger(tenant -> ZoneOffset.UTC, "b").recover(Duration.ofMinutes(1));

        assertThat(store().usage.spentByExperiment(EXPERIMENT)).isEqualTo(75);
        List<UsageRow> rows = new ArrayList<>();
        store().usage.rows("acme", "0000", "9999", rows::add);
        assertThat(rows).singleElement().returns(1L, UsageRow::requests).returns(70L, UsageRow::nanoDollars);
        assertThat(store().database.getCollection("usage_entries").find().into(new ArrayList<Document>()))
                .allMatch(left -> left.containsKey("abandoned"));
    }
}
