package dev.longhaul.resultstore.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import dev.longhaul.contract.catalog.CatalogFile;
import dev.longhaul.contract.catalog.ModelNames;
import dev.longhaul.contract.catalog.Prices;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.CachePolicy;
import dev.longhaul.contract.job.JobIds;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.job.OnAmbiguous;
import dev.longhaul.contract.job.TokenEstimate;
import dev.longhaul.contract.message.Attempt;
import dev.longhaul.contract.message.Failure;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.OutcomeReport;
import dev.longhaul.contract.message.SubmittedJob;
import dev.longhaul.contract.message.Usage;
import dev.longhaul.contract.plan.Spend;
import dev.longhaul.embedded.SharedServers;
import dev.longhaul.store.job.JobIntake.NewJob;
import dev.longhaul.store.job.JobRecord;
import dev.longhaul.store.job.JobResults.WorkerOutcome;
import dev.longhaul.store.job.JobStore;
import dev.longhaul.store.job.Shard;
import dev.longhaul.store.usage.UsageRow;
import dev.longhaul.store.usage.UsageStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What jobs and their attempts cost, from the worker's report to the record and the ledger. */
class CostsTest {

    private static final Usage USAGE = new Usage(1_000, 200, 0, 0);
    private static final Instant STARTED = Instant.parse("2026-03-01T12:00:00Z");

    private final MongoClient client = MongoClients.create(SharedServers.mongo().uri("admin"));
    private final MongoDatabase database = client.getDatabase("costs-" + UUID.randomUUID());
    private final Clock clock = Clock.systemUTC();
    private final JobIds ids = new JobIds("sixteen bytes or more".getBytes(StandardCharsets.UTF_8), clock,
            new Random());
    private final JobStore store = new JobStore(database, clock, Duration.ofDays(1));
    private final UsageStore usage = new UsageStore(database, store.spending(), clock);
    private final Accounts accounts = new Accounts(store.results(),
            usage.ledger(tenant -> ZoneOffset.UTC, UUID.randomUUID().toString().replace("-", "")),
            new Prices(new ModelNames(CatalogFile.read(Path.of("src/test/resources/catalog.yaml")))), clock);

    @AfterEach
    void drop() {
        database.drop();
        client.close();
    }

    @Test
    void each_attempt_costs_by_its_target_and_the_job_what_its_answer_did() {
        Attempt refused = attempt("any", "small", Attempt.End.TRANSIENT, null);
        Attempt cut = attempt("any", "small", Attempt.End.AMBIGUOUS, new Usage(1_000, 0, 0, 0));
        Attempt answered = attempt("dear", "small-elsewhere", Attempt.End.SUCCEEDED, new Usage(1_000, 200, 0, 0, 100));

        JobRecord job = end("small", answered.usage(), refused, cut, answered);

        assertThat(job.attempts()).extracting(Attempt::nanoDollars).containsExactly(null, 150_000L,
                900 * 10_000L + 100 * 30_000L + 200 * 20_000L);
        assertThat(cost(job)).isEqualTo(16_000_000L);
        assertThat(rows()).singleElement().returns(16_000_000L, UsageRow::nanoDollars).returns("dear",
                UsageRow::provider);
    }

    @Test
    void free_is_zero_and_without_a_price_it_is_unknown_while_the_tokens_count() {
        Attempt attempt = attempt("any", "m", Attempt.End.SUCCEEDED, USAGE);

        assertThat(cost(end("free", USAGE, attempt))).isZero();
        assertThat(cost(end("unpriced", USAGE, attempt))).isNull();
        assertThat(cost(end("gone", USAGE, attempt))).isNull();
        assertThat(cost(end("small", null, attempt("any", "small", Attempt.End.SUCCEEDED, null)))).isNull();

        assertThat(rows()).hasSize(4).allMatch(row -> row.nanoDollars() == 0 && row.requests() == 1);
        assertThat(rows()).filteredOn(row -> !"small".equals(row.model()))
                .allMatch(row -> row.usage().totalTokens() == 1_200);
    }

    @Test
    void an_unknown_cost_is_told_to_budgets_as_tokens_alone() {
        WorkerOutcome outcome = accounts.priced("worker-1", report("unpriced", new Outcome.Succeeded("{}", USAGE)));

        assertThat(accounts.spend(outcome)).isEqualTo(new Spend(1_200, 0));
    }

    @Test
    void the_price_of_the_day_on_which_the_call_began_counts() {
        Attempt january = new Attempt(1, "any", "dated", "main", "worker-1",
                Instant.parse("2026-01-31T23:59:59.999Z"), 120, Attempt.End.SUCCEEDED, 200, null, USAGE, false);
        Attempt before = new Attempt(1, "any", "dated", "main", "worker-1", Instant.parse("2025-12-31T23:59:59.999Z"),
                120, Attempt.End.SUCCEEDED, 200, null, USAGE, false);

        assertThat(cost(end("dated", USAGE, january))).isEqualTo(1_200_000L);
        assertThat(cost(end("dated", USAGE, attempt("any", "dated", Attempt.End.SUCCEEDED, USAGE))))
                .isEqualTo(2_400_000L);
        assertThat(cost(end("dated", USAGE, before))).isNull();
    }

    @Test
    void an_answer_without_its_attempt_costs_by_the_model() {
        assertThat(cost(end("small", USAGE))).isEqualTo(1_000 * 150L + 200 * 600L);
    }

    @Test
    void a_job_without_an_answer_costs_nothing_and_its_attempts_what_is_known() {
        SubmittedJob job = dispatched("small");
        write(job, new Outcome.Failed(Failure.of(ErrorCode.PROVIDER_UNAVAILABLE, "It did not answer.")),
                attempt("any", "small", Attempt.End.AMBIGUOUS, USAGE),
                attempt("any", "small", Attempt.End.REFUSED, null));

        JobRecord record = store.queries().find(job.id()).orElseThrow();
        assertThat(cost(record)).isZero();
        assertThat(record.attempts()).extracting(Attempt::nanoDollars).containsExactly(270_000L, null);
        assertThat(rows()).isEmpty();
    }

    private JobRecord end(String model, @Nullable Usage used, Attempt... attempts) {
        SubmittedJob job = dispatched(model);
        write(job, new Outcome.Succeeded("{}", used), attempts);
        return store.queries().find(job.id()).orElseThrow();
    }

    private void write(SubmittedJob job, Outcome outcome, Attempt... attempts) {
        accounts.write(List.of(accounts.priced("worker-1", report(job, outcome, attempts))));
    }

    private SubmittedJob dispatched(String model) {
        SubmittedJob job = new SubmittedJob(ids.mint("acme"), "acme", null, null, Lane.BATCH, 0, model, "{}", false,
                null, Map.of(), null, null, CachePolicy.NEVER, null, OnAmbiguous.RETRY, null, null, TokenEstimate.NONE,
                clock.instant());
        store.intake().record(List.of(new NewJob(job, new Shard(Lane.BATCH, 0), true)));
        return job;
    }

    private OutcomeReport report(String model, Outcome outcome) {
        return new OutcomeReport(ids.mint("acme"), "acme", null, null, Lane.BATCH, model, 1, STARTED, STARTED,
                List.of(), outcome);
    }

    private static OutcomeReport report(SubmittedJob job, Outcome outcome, Attempt... attempts) {
        return new OutcomeReport(job.id(), job.tenant(), null, null, job.lane(), job.model(), 1, STARTED,
                STARTED.plusSeconds(1), List.of(attempts), outcome);
    }

    private static Attempt attempt(String provider, String model, Attempt.End end, @Nullable Usage used) {
        return new Attempt(1, provider, model, "main", "worker-1", STARTED, 120, end, null, null, used, false);
    }

    private static @Nullable Long cost(JobRecord job) {
        return Objects.requireNonNull(job.ending()).nanoDollars();
    }

    private List<UsageRow> rows() {
        List<UsageRow> rows = new ArrayList<>();
        usage.rows("acme", "0000", "9999", rows::add);
        return rows;
    }
}
