package dev.longhaul.resultstore.webhook;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.CachePolicy;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobIds;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.job.OnAmbiguous;
import dev.longhaul.contract.job.TokenEstimate;
import dev.longhaul.contract.message.Failure;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.OutcomeReport;
import dev.longhaul.contract.message.SubmittedJob;
import dev.longhaul.contract.webhook.AddressGuard;
import dev.longhaul.contract.webhook.EventType;
import dev.longhaul.embedded.SharedServers;
import dev.longhaul.store.batch.Batch;
import dev.longhaul.store.batch.BatchOrder;
import dev.longhaul.store.batch.BatchStore;
import dev.longhaul.store.job.JobIntake.NewJob;
import dev.longhaul.store.job.JobResults.WorkerOutcome;
import dev.longhaul.store.job.JobStore;
import dev.longhaul.store.job.Shard;
import dev.longhaul.store.plan.Retentions;
import dev.longhaul.store.webhook.SecretBox;
import dev.longhaul.store.webhook.WebhookDeliveries;
import dev.longhaul.store.webhook.WebhookEndpoint.Settings;
import dev.longhaul.store.webhook.WebhookEndpoints;
import dev.longhaul.store.webhook.WebhookEndpoints.WithSecret;
import dev.longhaul.store.webhook.WebhookEvents;
import dev.longhaul.store.webhook.WebhookRecoveries;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** A record with jobs that end, and senders. */
final class Bench implements AutoCloseable {

    static final String TENANT = "acme";
    static final String RUNNER = "api-1";

    final SkewedClock clock = new SkewedClock();
    final JobStore jobs;
    final WebhookEndpoints endpoints;
    final BatchStore batches;
    final WebhookEvents events;
    final WebhookDeliveries deliveries;
    final WebhookRecoveries recoveries;
    private final JobIds ids = new JobIds("sixteen bytes or more".getBytes(StandardCharsets.UTF_8), clock,
            new SecureRandom());
    private final MongoClient client = MongoClients.create(SharedServers.mongo().uri("admin"));
    private final MongoDatabase database = client.getDatabase("hooks-" + UUID.randomUUID());
    private final List<WebhookSender> senders = new ArrayList<>();

    Bench() {
        endpoints = new WebhookEndpoints(database,
                SecretBox.open("env:KEY", name -> "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="), clock,
                new SecureRandom());
        jobs = new JobStore(database, clock, Retentions.same(Duration.ofDays(30)), tenant -> true);
        batches = new BatchStore(database, clock, Duration.ofDays(30));
        events = new WebhookEvents(database, clock);
        deliveries = new WebhookDeliveries(database, clock);
        recoveries = new WebhookRecoveries(database, deliveries, clock, new SecureRandom());
        Stream.<Runnable>of(jobs::createIndexes, endpoints::createIndexes, events::createIndexes,
                deliveries::createIndexes, recoveries::createIndexes).forEach(Runnable::run);
    }

    WebhookSender sender(int most, int perEndpoint, int perSecond, Duration timeout) {
        WebhookSender sender = new WebhookSender(
                new WebhookSender.Parts(jobs, batches, endpoints, events, deliveries, recoveries),
                new WebhookSenderProperties(most, perEndpoint, perSecond, timeout, Duration.ofMillis(20),
                        Duration.ofDays(5)),
                new AddressGuard(true, true), new SimpleMeterRegistry(), clock, new Random());
        senders.add(sender);
        return sender;
    }

    WebhookSender started() {
        WebhookSender sender = sender(100, 20, 1_000, Duration.ofSeconds(5));
        sender.start();
        return sender;
    }

    WithSecret endpoint(String url, boolean full, EventType... types) {
        return endpoints.create(TENANT, new Settings("test", url, Set.of(types), full, false)).orElseThrow();
    }

    /** A batch in the hands of {@link #RUNNER}. */
    Batch taken() {
        batches.create(ids.mintBatch(TENANT), new BatchOrder(TENANT, "key_test", "file-1", Map.of(),
                Duration.ofDays(1), clock.instant(), clock.instant().plus(Duration.ofDays(1))));
        return batches.take(RUNNER, Duration.ofDays(1)).orElseThrow();
    }

    /** As if nobody had noted that its end was told. */
    void untell(Batch batch) {
        database.getCollection("batches").updateOne(new Document("_id", batch.id().toString()),
                new Document("$set", new Document("tell", true)));
    }

    /** Jobs that are with a worker. */
    List<SubmittedJob> dispatched(int count, @Nullable String webhookUrl) {
        List<SubmittedJob> all = Stream.generate(() -> new SubmittedJob(ids.mint(TENANT), TENANT, "key_test", "night",
                Lane.STANDARD, 5, "small", "{}", false, "mine", Map.of(), null, webhookUrl, CachePolicy.NEVER, null,
                OnAmbiguous.RETRY, null, null, new TokenEstimate(1, 1), clock.instant())).limit(count).toList();
        jobs.intake().record(all.stream().map(job -> new NewJob(job, new Shard(Lane.STANDARD, 0), true)).toList());
        return all;
    }

    void end(List<SubmittedJob> all, Outcome outcome) {
        jobs.results().apply(all.stream().map(job -> new WorkerOutcome("worker-1",
                new OutcomeReport(job.id(), job.tenant(), job.keyId(), job.batch(), job.lane(), job.model(), 1, null,
                        clock.instant(), List.of(), outcome)))
                .toList(), null);
    }

    List<JobId> succeed(int count, @Nullable String webhookUrl) {
        List<SubmittedJob> all = dispatched(count, webhookUrl);
        end(all, new Outcome.Succeeded("{\"id\":\"chatcmpl-1\"}", null));
        return all.stream().map(SubmittedJob::id).toList();
    }

    static Outcome failure() {
        return new Outcome.Failed(Failure.of(ErrorCode.PROVIDER_UNAVAILABLE, "No."));
    }

    JobState state(JobId id) {
        return jobs.queries().find(id).orElseThrow().state();
    }

    @Override
    public void close() {
        senders.forEach(WebhookSender::stop);
        client.close();
    }

    /** The system's clock, set ahead. */
    static final class SkewedClock extends Clock {

        private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);

        void pass(Duration time) {
            ahead.updateAndGet(now -> now.plus(time));
        }

        @Override
        public Instant instant() {
            return Clock.systemUTC().instant().plus(ahead.get());
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }
}
