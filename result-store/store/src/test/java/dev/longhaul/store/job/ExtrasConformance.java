package dev.longhaul.store.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.message.Attempt;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.Usage;
import dev.longhaul.store.job.JobResults.Applied;
import dev.longhaul.store.job.JobResults.WorkerOutcome;
import dev.longhaul.store.replay.Overrides;
import dev.longhaul.store.replay.ReplayItem;
import dev.longhaul.store.usage.Figure;
import dev.longhaul.store.usage.UsageLedger;
import dev.longhaul.store.usage.UsageRow;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Calls that cost money, or may have, without being an answer: each is counted once, whatever is learnt of it later.
 */
interface ExtrasConformance extends UsesStore {

    private UsageLedger extrasLedger(String writer) {
        return store().usage.ledger(tenant -> ZoneOffset.UTC, writer);
    }

    private List<UsageRow> usageRows() {
        List<UsageRow> rows = new ArrayList<>();
        store().usage.rows("acme", "0000", "9999", rows::add);
        return rows;
    }

    private Figure sum(Function<UsageRow, Figure> figure) {
        return usageRows().stream().map(figure).reduce(Figure.NOTHING, Figure::plus);
    }

    private Attempt cut(String worker, int epoch) {
        return new Attempt(epoch, "anthropic", "claude", "main", worker, store().clock.instant(), 90,
                Attempt.End.AMBIGUOUS, null, "read_timeout", new Usage(10, 0, 0, 0), true).costing(4L);
    }

    @Test
    default void a_late_answer_is_duplicate_spend_of_its_provider_once() {
        UsageLedger ledger = extrasLedger("a");
        JobId id = store().in(JobState.CANCELLED);
        Attempt attempt = store().attempt("late", 1, Attempt.End.SUCCEEDED).costing(17L);
        WorkerOutcome late = store().outcome("late", id, 1, StoreFixture.succeeded(), attempt);

        store().apply(late);
        assertThat(ledger.recount(10)).isEqualTo(1);
        store().apply(late);
        assertThat(ledger.recount(10)).isEqualTo(1);
        assertThat(ledger.recount(10)).isZero();

        assertThat(usageRows()).containsExactly(new UsageRow("acme", "2026-03-01", "gpt-4o-mini", "openai", null, null,
                Figure.NOTHING, new Figure(1, StoreFixture.USAGE, 17), Figure.NOTHING));
    }

    @Test
    default void an_ordinary_answer_is_not_looked_at_again() {
        JobId id = store().running();
        store().apply(StoreFixture.WORKER, id, 1, StoreFixture.succeeded(),
                store().attempt(StoreFixture.WORKER, 1, Attempt.End.TRANSIENT),
                store().attempt(StoreFixture.WORKER, 1, Attempt.End.SUCCEEDED));

        assertThat(store().jobs.spending().extras().due(10)).isEmpty();
        assertThat(store().document(id)).containsEntry("provider", "openai");
    }

    @Test
    default void an_unknown_attempt_is_possibly_billed_until_its_worker_tells_how_it_ended() {
        UsageLedger ledger = extrasLedger("a");
        JobId id = store().running();
        store().jobs.dispatch().requeueLost(id, 1);
        ledger.recount(10);
        assertThat(usageRows()).singleElement().returns(1L, row -> row.possiblyBilled().count())
                .returns(null, UsageRow::provider);

        Attempt answered = store().attempt(StoreFixture.WORKER, 1, Attempt.End.SUCCEEDED);
        store().apply(StoreFixture.WORKER, id, 1, StoreFixture.succeeded(), answered);
        ledger.recount(10);

        assertThat(sum(UsageRow::possiblyBilled)).isEqualTo(Figure.NOTHING);
        assertThat(sum(UsageRow::duplicate)).isEqualTo(Figure.NOTHING);
    }

    @Test
    default void a_correction_goes_to_the_day_and_the_model_that_were_counted() {
        JobId id = store().running();
        store().jobs.dispatch().requeueLost(id, 1);
        extrasLedger("a").recount(10);
        store().database.getCollection("jobs").updateOne(new Document("_id", id.toString()),
                new Document("$set", new Document("model", "other")));

        store().apply(StoreFixture.WORKER, id, 1, StoreFixture.failed());
        store().usage.ledger(tenant -> ZoneId.of("Pacific/Kiritimati"), "b").recount(10);

        assertThat(usageRows()).singleElement().returns(Figure.NOTHING, UsageRow::possiblyBilled);
    }

    @Test
    default void what_a_dead_writer_has_counted_and_not_summed_is_added_by_another() {
        UsageLedger other = extrasLedger("b");
        JobId id = store().in(JobState.FAILED);
        store().apply("late", id, 1, StoreFixture.failed(), cut("late", 1));
        UsageLedger dead = extrasLedger("dead");
        String entry = dead.open(List.of(id));
        JobExtras extras = store().jobs.spending().extras();
        extras.count(List.of(id.toString()), entry, (tenant, at) -> "2026-03-01", name -> false);

        store().apply("later", id, 1, StoreFixture.failed(), cut("later", 1));
        assertThat(other.recount(10)).as("what the first entry has is not overwritten").isZero();
        store().clock.pass(Duration.ofSeconds(61));
        other.recover(Duration.ofMinutes(1));
        assertThat(sum(UsageRow::possiblyBilled)).isEqualTo(new Figure(1, new Usage(10, 0, 0, 0), 4));
        assertThat(other.recount(10)).isEqualTo(1);
        dead.post(entry, List.of());
        other.recover(Duration.ofMinutes(1));

        assertThat(sum(UsageRow::possiblyBilled)).isEqualTo(new Figure(2, new Usage(20, 0, 0, 0), 8));
    }

    @Test
    default void two_that_count_the_same_job_count_it_once() {
        JobId id = store().in(JobState.FAILED);
        store().apply("late", id, 1, StoreFixture.failed(), cut("late", 1));
        JobExtras extras = store().jobs.spending().extras();
        List<String> ids = List.of(id.toString());
        List<Integer> second = new ArrayList<>();

        // while one looks whether the day is known, another counts, and the job is marked anew, as it was before
        JobExtras.Counted first = extras.count(ids, "x-1", (tenant, at) -> {
            if (second.isEmpty()) {
                second.add(0);
                second.set(0, extras.count(ids, "y-1", (again, when) -> "2026-03-01", name -> false).jobs());
                store().apply("later", id, 1, StoreFixture.failed(), cut("later", 1));
            }
            return "2026-03-01";
        }, name -> false);

        assertThat(second).containsExactly(1);
        assertThat(first.jobs()).isZero();
        assertThat(extras.due(10)).containsExactly(id.toString());
    }

    /** One random history after another; whatever happens, the ledger says what the jobs say. */
    @Test
    default void the_ledger_is_the_sum_over_the_jobs_whatever_became_of_them() {
        long seed = 20_261_126;
        Random random = new Random(seed);
        UsageLedger answers = extrasLedger("answers");
        UsageLedger extras = extrasLedger("extras");
        Set<JobId> ids = new HashSet<>();
        List<WorkerOutcome> told = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            JobId id = store().queued(store().job().batch("b" + random.nextInt(2)).by("key_" + random.nextInt(2)));
            ids.add(id);
            for (int step = random.nextInt(8); step >= 0; step--) {
                happens(random, id, answers, told);
            }
            if (random.nextInt(4) == 0) {
                extras.recount(50);
            }
            if (random.nextInt(20) == 0) {
                store().clock.pass(Duration.ofHours(13));
            }
        }
        extras.recount(500);
        answers.recover(Duration.ZERO);

        Map<String, List<Figure>> ledger = new HashMap<>();
        usageRows().forEach(row -> ledger.merge(
                name(row.day(), row.keyId(), row.batch(), row.provider(), row.model()),
                List.of(row.answered(), row.duplicate(), row.possiblyBilled()), ExtrasConformance::plus));
        ledger.values().removeIf(figures -> figures.stream().allMatch(Figure.NOTHING::equals));
        assertThat(ledger).as("seed %s", seed).isEqualTo(overTheJobs(ids));
        assertThat(sum(UsageRow::answered).count()).isPositive();
        assertThat(sum(UsageRow::duplicate).count()).isPositive();
        assertThat(sum(UsageRow::possiblyBilled).count()).isPositive();
    }

    private void happens(Random random, JobId id, UsageLedger ledger, List<WorkerOutcome> told) {
        JobRecord job = store().read(id);
        int epoch = Math.max(1, job.progress().epoch() - random.nextInt(2));
        String worker = "w" + random.nextInt(2);
        switch (random.nextInt(9)) {
            case 0, 1 -> store().dispatch(List.of(id));
            case 2 -> store().start(worker, id, epoch);
            case 3 -> store().jobs.dispatch().requeueLost(id, epoch);
            case 4 -> store().ask(id, epoch);
            case 5 -> replay(id);
            case 6 -> {
                if (!told.isEmpty()) {
                    write(ledger, told.get(random.nextInt(told.size())));
                }
            }
            default -> {
                WorkerOutcome outcome = random.nextInt(3) == 0
                        ? store().outcome(worker, id, epoch, failure(random), cut(worker, epoch))
                        : answer(worker, id, epoch, 1 + random.nextInt(50));
                told.add(outcome);
                write(ledger, outcome);
            }
        }
    }

    private Outcome failure(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> new Outcome.Cancelled();
            case 1 -> store().throttled();
            default -> StoreFixture.failed();
        };
    }

    private WorkerOutcome answer(String worker, JobId id, int epoch, long tokens) {
        Usage usage = new Usage(tokens, 1, 0, 0);
        Attempt attempt = new Attempt(epoch, tokens % 2 == 0 ? "openai" : "anthropic", "m", "main", worker,
                store().clock.instant(), 120, Attempt.End.SUCCEEDED, 200, null, usage, false).costing(3 * tokens);
        WorkerOutcome plain = store().outcome(worker, id, epoch, new Outcome.Succeeded("{}", usage), attempt);
        return new WorkerOutcome(worker, plain.report(), 3 * tokens);
    }

    private void replay(JobId id) {
        int generation = JobDocuments.generation(store().document(id));
        store().jobs.replays().replay(List.of(new ReplayItem(id, generation)), "replay-" + generation,
                Overrides.NONE);
    }

    /** As the result-store does. */
    private void write(UsageLedger ledger, WorkerOutcome outcome) {
        JobId id = outcome.report().id();
        String entry = ledger.open(List.of(id));
        List<Applied> applied = store().jobs.results().apply(List.of(outcome), entry);
        ledger.post(entry, applied.stream().anyMatch(Applied::counts)
                ? store().jobs.spending().of(List.of(id.toString()), entry)
                : List.of());
    }

    private Map<String, List<Figure>> overTheJobs(Set<JobId> ids) {
        Map<String, List<Figure>> sums = new HashMap<>();
        for (JobRecord job : store().jobs.queries().find(ids)) {
            boolean answered = job.state() == JobState.SUCCEEDED;
            Attempt answer = null;
            for (Attempt attempt : job.attempts()) {
                boolean isAnswer = answered && answer == null && attempt.end() == Attempt.End.SUCCEEDED
                        && Objects.equals(attempt.usage(), Objects.requireNonNull(job.ending()).usage())
                        && store().document(job.id()).getString("report")
                                .startsWith(attempt.worker() + "#" + attempt.epoch() + "#");
                Figure figure = new Figure(1, Objects.requireNonNullElse(attempt.usage(), Usage.NONE),
                        Objects.requireNonNullElse(attempt.nanoDollars(), 0L));
                if (isAnswer) {
                    answer = attempt;
                    add(sums, job, attempt, Objects.requireNonNull(job.ending()).at().toString(), figure, 0);
                } else if (attempt.end() == Attempt.End.SUCCEEDED) {
                    add(sums, job, attempt, attempt.startedAt().toString(), figure, 1);
                } else if (attempt.possiblyBilled()) {
                    add(sums, job, attempt, attempt.startedAt().toString(), figure, 2);
                }
            }
            assertThat(answer != null).isEqualTo(answered);
        }
        return sums;
    }

    private static void add(Map<String, List<Figure>> sums, JobRecord job, Attempt attempt, String at, Figure figure,
            int which) {
        List<Figure> figures = new ArrayList<>(List.of(Figure.NOTHING, Figure.NOTHING, Figure.NOTHING));
        figures.set(which, figure);
        sums.merge(name(at.substring(0, 10), job.submitted().keyId(), job.submitted().batch(), attempt.provider(),
                job.submitted().model()), figures, ExtrasConformance::plus);
    }

    private static List<Figure> plus(List<Figure> some, List<Figure> others) {
        return List.of(some.get(0).plus(others.get(0)), some.get(1).plus(others.get(1)),
                some.get(2).plus(others.get(2)));
    }

    private static String name(String day, @Nullable String key, @Nullable String batch, @Nullable String provider,
            String model) {
        return String.join(" ", day, key, batch, provider, model);
    }
}
