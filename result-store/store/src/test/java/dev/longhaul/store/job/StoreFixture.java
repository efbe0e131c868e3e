package dev.longhaul.store.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.BatchId;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobIds;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.message.Attempt;
import dev.longhaul.contract.message.ControlMessage.Verdict;
import dev.longhaul.contract.message.Failure;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.OutcomeReport;
import dev.longhaul.contract.message.ResultMessage.Delivery;
import dev.longhaul.contract.message.StartReport;
import dev.longhaul.contract.message.SubmittedJob;
import dev.longhaul.contract.message.Usage;
import dev.longhaul.store.PlainDocumentCodec;
import dev.longhaul.store.batch.BatchRefusals;
import dev.longhaul.store.batch.BatchStore;
import dev.longhaul.store.experiment.ExperimentStore;
import dev.longhaul.store.file.FileStore;
import dev.longhaul.store.idempotency.IdempotencyStore;
import dev.longhaul.store.job.JobDispatch.Dispatched;
import dev.longhaul.store.job.JobIntake.NewJob;
import dev.longhaul.store.job.JobResults.Applied;
import dev.longhaul.store.job.JobResults.WorkerOutcome;
import dev.longhaul.store.job.JobResults.WorkerStart;
import dev.longhaul.store.key.ApiKeyStore;
import dev.longhaul.store.order.OrderStore;
import dev.longhaul.store.plan.PlanStore;
import dev.longhaul.store.plan.Retentions;
import dev.longhaul.store.providerkey.ProviderKeyStore;
import dev.longhaul.store.usage.UsageStore;
import dev.longhaul.store.webhook.SecretBox;
import dev.longhaul.store.webhook.WebhookDeliveries;
import dev.longhaul.store.webhook.WebhookEndpoints;
import dev.longhaul.store.webhook.WebhookEvents;
import dev.longhaul.store.webhook.WebhookRecoveries;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.bson.Document;

/** A store in a database of its own, and short ways to bring its jobs into any state. */
public final class StoreFixture implements AutoCloseable {

    public static final Duration RETENTION = Duration.ofDays(30);
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final Shard SHARD = new Shard(Lane.BATCH, 3);
    static final String WORKER = "worker-1";
    static final String MASTER_KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    static final Usage USAGE = new Usage(10, 5, 2, 1);
    static final String ANSWER = "{\"id\":\"chatcmpl-1\"}";

    final MovableClock clock = new MovableClock(NOW);
    final MongoDatabase database;
    final JobStore jobs;
    final ApiKeyStore keys;
    final IdempotencyStore idempotency;
    final PlanStore plans;
    final UsageStore usage;
    final OrderStore orders;
    final ProviderKeyStore providerKeys;
    final WebhookEndpoints endpoints;
    final WebhookEvents events;
    final WebhookDeliveries deliveries;
    final WebhookRecoveries recoveries;
    final ExperimentStore experiments;
    final FileStore files;
    final BatchStore batches;
    final BatchRefusals refusals;
    private final MongoClient client;
    private final JobIds ids = new JobIds("a secret for tests".getBytes(StandardCharsets.UTF_8), clock, new Random());

    public StoreFixture(String uri) {
        client = MongoClients
                .create(MongoClientSettings.builder().applyConnectionString(new ConnectionString(uri)).build());
        database = client.getDatabase("longhaul-test-" + UUID.randomUUID())
                .withCodecRegistry(PlainDocumentCodec.registry());
        endpoints = new WebhookEndpoints(database, SecretBox.open("env:KEY", name -> MASTER_KEY), clock, new Random());
        plans = new PlanStore(database, clock);
        jobs = new JobStore(database, clock,
                new Retentions(plans, RETENTION, () -> Duration.between(Instant.EPOCH, clock.instant()).toNanos()),
                tenant -> endpoints.of(List.of(tenant)).size() > 0);
        events = new WebhookEvents(database, clock);
        deliveries = new WebhookDeliveries(database, clock);
        recoveries = new WebhookRecoveries(database, deliveries, clock, new Random());
        keys = new ApiKeyStore(database, clock);
        idempotency = new IdempotencyStore(database, clock);
        usage = new UsageStore(database, jobs.spending(), clock);
        orders = new OrderStore(database, clock);
        providerKeys = new ProviderKeyStore(database, clock);
        experiments = new ExperimentStore(database, clock);
        files = new FileStore(database, clock, new Random());
        batches = new BatchStore(database, clock, RETENTION);
        refusals = new BatchRefusals(database);
        jobs.createIndexes();
        experiments.createIndexes();
        files.createIndexes();
        batches.createIndexes();
        refusals.createIndexes();
        idempotency.createIndexes();
        plans.createIndexes();
        usage.createIndexes();
        orders.createIndexes();
        endpoints.createIndexes();
        events.createIndexes();
        deliveries.createIndexes();
        recoveries.createIndexes();
    }

    @Override
    public void close() {
        try (client) {
            database.drop();
        }
    }

    /** A job with an id of its own; each is a millisecond younger than the one before. */
    JobBuilder job() {
        clock.pass(Duration.ofMillis(1));
        return new JobBuilder(ids.mint("acme"), clock.instant());
    }

    BatchId batchId(String tenant) {
        return ids.mintBatch(tenant);
    }

    JobId queued() {
        return queued(job());
    }

    JobId queued(JobBuilder builder) {
        SubmittedJob job = builder.build();
        assertThat(jobs.intake().record(List.of(new NewJob(job, SHARD, false)))).isEmpty();
        return job.id();
    }

    JobId dispatched() {
        return dispatched(job());
    }

    JobId dispatched(JobBuilder builder) {
        JobId id = queued(builder);
        dispatch(id);
        return id;
    }

    /** Running in its first dispatch, by {@link #WORKER}. */
    JobId running(JobBuilder builder) {
        JobId id = dispatched(builder);
        assertThat(start(WORKER, id, 1)).isTrue();
        return id;
    }

    JobId running() {
        return running(job());
    }

    /** Brings a new job into this state by the store's own operations. */
    JobId in(JobState state) {
        return switch (state) {
            case QUEUED -> queued();
            case DISPATCHED -> dispatched();
            case RUNNING -> running();
            case SUCCEEDED -> ended(succeeded());
            case FAILED -> ended(failed());
            case CANCELLED -> ended(new Outcome.Cancelled());
            case EXPIRED -> endedInTheQueue(JobState.EXPIRED);
            case REJECTED -> endedInTheQueue(JobState.REJECTED);
        };
    }

    private JobId ended(Outcome outcome) {
        JobId id = dispatched();
        apply(WORKER, id, 1, outcome);
        return id;
    }

    private JobId endedInTheQueue(JobState state) {
        JobId id = queued();
        assertThat(endQueued(id, state, Failure.of(ErrorCode.JOB_EXPIRED, "Over."))).isTrue();
        return id;
    }

    boolean endQueued(JobId id, JobState state, Failure failure) {
        return jobs.dispatch().endQueued(List.of(id), state, failure, UUID.randomUUID().toString()).contains(id);
    }

    /** Dispatches a queued job; its new epoch. */
    int dispatch(JobId id) {
        List<Dispatched> won = dispatch(List.of(id));
        assertThat(won).hasSize(1);
        return won.getFirst().epoch();
    }

    List<JobRecord> list(JobQueries.JobFilter filter, int limit, boolean withResponses) {
        return jobs.queries().list(filter, limit, withResponses, Long.MAX_VALUE).jobs();
    }

    List<Dispatched> dispatch(Collection<JobId> several) {
        List<Dispatched> won = new ArrayList<>();
        jobs.dispatch().dispatch(several, UUID.randomUUID().toString(), won::add);
        return won;
    }

    boolean start(String worker, JobId id, int epoch) {
        return start(worker, id, epoch, clock.instant());
    }

    boolean start(String worker, JobId id, int epoch, Instant at) {
        return !jobs.results().applyStarts(List.of(new WorkerStart(worker,
                new StartReport(id, "acme", Lane.BATCH, "gpt-4o-mini", epoch, at)))).isEmpty();
    }

    Applied apply(String worker, JobId id, int epoch, Outcome outcome, Attempt... attempts) {
        return apply(outcome(worker, id, epoch, outcome, attempts));
    }

    Applied apply(WorkerOutcome outcome) {
        List<Applied> applied = jobs.results().apply(List.of(outcome), null);
        assertThat(applied).hasSize(1);
        return applied.getFirst();
    }

    WorkerOutcome outcome(String worker, JobId id, int epoch, Outcome outcome, Attempt... attempts) {
        clock.pass(Duration.ofMillis(1));
        return new WorkerOutcome(worker,
                new OutcomeReport(id, "acme", "key_1", null, Lane.BATCH, "gpt-4o-mini", epoch,
                        attempts.length == 0 ? null : attempts[0].startedAt(), clock.instant(),
                        Arrays.asList(attempts), outcome));
    }

    Attempt attempt(String worker, int epoch, Attempt.End end) {
        return new Attempt(epoch, "openai", "mini", "main", worker, clock.instant(), 120, end, 200, null,
                end == Attempt.End.SUCCEEDED ? USAGE : null, false);
    }

    Verdict ask(JobId id, int epoch) {
        return judge(new Delivery(id, "acme", epoch)).verdict();
    }

    JobVerdicts.Judgement judge(Delivery delivery) {
        List<JobVerdicts.Judgement> judgements = jobs.verdicts().judge(List.of(delivery));
        assertThat(judgements).hasSize(1);
        return judgements.getFirst();
    }

    static Outcome succeeded() {
        return new Outcome.Succeeded(ANSWER, USAGE);
    }

    static Outcome failed() {
        return new Outcome.Failed(Failure.of(ErrorCode.PROVIDER_REFUSED, "No."));
    }

    Outcome throttled() {
        return new Outcome.Throttled(clock.instant().plusSeconds(60), "rate_limit_exceeded");
    }

    JobRecord read(JobId id) {
        return jobs.queries().find(id).orElseThrow();
    }

    JobAssert assertJob(JobId id) {
        return new JobAssert(read(id));
    }

    /** The document as it is kept. */
    Document document(JobId id) {
        return Objects.requireNonNull(
                database.getCollection("jobs").find(new Document("_id", id.toString())).first());
    }
}
