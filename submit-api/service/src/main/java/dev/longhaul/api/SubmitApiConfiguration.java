package dev.longhaul.api;

import dev.longhaul.api.batch.BatchParts;
import dev.longhaul.api.batch.BatchRunner;
import dev.longhaul.api.chat.HangUps;
import dev.longhaul.api.deadletter.ReplayDesk;
import dev.longhaul.api.experiment.ExperimentDirectory;
import dev.longhaul.api.experiment.Participation;
import dev.longhaul.api.job.JobCancelling;
import dev.longhaul.api.job.JobReader;
import dev.longhaul.api.job.JobWaiting;
import dev.longhaul.api.job.Recording;
import dev.longhaul.api.key.Admin;
import dev.longhaul.api.key.AdminKeys;
import dev.longhaul.api.key.Authentication;
import dev.longhaul.api.key.BootstrapKey;
import dev.longhaul.api.key.BootstrapSeeding;
import dev.longhaul.api.key.KeyDirectory;
import dev.longhaul.api.model.ModelDirectory;
import dev.longhaul.api.order.CancelNews;
import dev.longhaul.api.order.JobOrders;
import dev.longhaul.api.order.OrderNotices;
import dev.longhaul.api.place.JobPlaces;
import dev.longhaul.api.reply.ReplyReader;
import dev.longhaul.api.reply.ReplySubscription;
import dev.longhaul.api.request.SubmissionReader;
import dev.longhaul.api.submit.JobSubmitter;
import dev.longhaul.api.submit.SubmitMeters;
import dev.longhaul.api.wait.JobWatches;
import dev.longhaul.api.wait.SafetyRead;
import dev.longhaul.api.wait.StopNotice;
import dev.longhaul.api.wait.Wakeups;
import dev.longhaul.api.webhook.WebhookTargets;
import dev.longhaul.api.worker.WorkerDirectory;
import dev.longhaul.contract.catalog.Catalog;
import dev.longhaul.contract.catalog.ModelNames;
import dev.longhaul.contract.catalog.Prices;
import dev.longhaul.contract.job.CachePolicy;
import dev.longhaul.contract.job.JobIds;
import dev.longhaul.contract.webhook.AddressGuard;
import dev.longhaul.link.ConfirmedPublisher;
import dev.longhaul.link.RelayConsumer;
import dev.longhaul.link.RelayTopology;
import dev.longhaul.log.JobEventPublisher;
import dev.longhaul.log.JobEventTail;
import dev.longhaul.log.LogConfiguration;
import dev.longhaul.store.StoreConfiguration;
import dev.longhaul.store.audit.AuditStore;
import dev.longhaul.store.batch.BatchRefusals;
import dev.longhaul.store.batch.BatchStore;
import dev.longhaul.store.experiment.ExperimentStore;
import dev.longhaul.store.file.FileStore;
import dev.longhaul.store.idempotency.IdempotencyStore;
import dev.longhaul.store.job.JobStore;
import dev.longhaul.store.key.ApiKeyStore;
import dev.longhaul.store.order.OrderStore;
import dev.longhaul.store.plan.PlanStore;
import dev.longhaul.store.plan.Plans;
import dev.longhaul.store.plan.Retentions;
import dev.longhaul.store.replay.ReplayStore;
import dev.longhaul.store.usage.UsageStore;
import dev.longhaul.store.webhook.WebhookEndpoints;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.springframework.amqp.core.Declarables;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitAdmin;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.DefaultKafkaProducerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaTemplate;

/** The HTTP service's parts. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SubmitApiProperties.class)
@Import({StoreConfiguration.class, LogConfiguration.class, WebSetup.class, EndpointSetup.class})
public class SubmitApiConfiguration {

    private static final int UNCONFIRMED = 1_000;
    private static final int REPLIES_PREFETCH = 500;
    private static final int REPORTS_PREFETCH = 1_000;
    /** The topics take as much. */
    private static final int LARGEST_RECORD = 16 << 20;

    @Bean
    @ConditionalOnMissingBean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    SecureRandom secureRandom() {
        return new SecureRandom();
    }

    @Bean(destroyMethod = "close")
    ExecutorService backgroundTasks() {
        return Executors.newVirtualThreadPerTaskExecutor();
    }

    @Bean
    Catalog catalog(@Value("${longhaul.catalog}") Path file) {
        return StartCheck.catalog(file);
    }

    @Bean
    String apiInstance(SubmitApiProperties properties) {
        String name = properties.instance();
        return name == null || name.isBlank() ? "api-" + UUID.randomUUID() : name;
    }

    @Bean
    JobIds jobIds(SubmitApiProperties properties, Clock clock, SecureRandom random) {
        return StartCheck.jobIds(properties.jobIdSecret(), clock, random);
    }

    @Bean
    Declarables relayTopology(Catalog catalog) {
        return RelayTopology.durable(catalog.pools().keySet());
    }

    @Bean
    Declarables repliesQueue(String apiInstance) {
        return RelayTopology.instance(RelayTopology.REPLIES, apiInstance);
    }

    @Bean
    Declarables reportsQueue(String apiInstance) {
        return RelayTopology.instance(RelayTopology.REPORTS, apiInstance);
    }

    @Bean
    RabbitAdmin rabbitAdmin(ConnectionFactory connections) {
        return new RabbitAdmin(connections);
    }

    /** Makes sure of what "accepted" promises, whatever the configuration says. */
    @Bean
    DefaultKafkaProducerFactoryCustomizer durableProducer() {
        return factory -> factory.updateConfigs(Map.of(ProducerConfig.ACKS_CONFIG, "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true, ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                LARGEST_RECORD));
    }

    @Bean(destroyMethod = "close")
    ConfirmedPublisher relayPublisher(ConnectionFactory connections) {
        return new ConfirmedPublisher(connections, UNCONFIRMED);
    }

    @Bean
    KeyDirectory keyDirectory(ApiKeyStore store, List<BootstrapKey> bootstrapKeys, ExecutorService backgroundTasks) {
        return new KeyDirectory(store, bootstrapKeys, backgroundTasks, System::nanoTime);
    }

    @Bean
    List<BootstrapKey> bootstrapKeys(SubmitApiProperties properties) {
        return properties.bootstrapKeys().stream().map(key -> new BootstrapKey(key.tenant(), key.name(), key.hash()))
                .toList();
    }

    @Bean
    BootstrapSeeding bootstrapSeeding(ApiKeyStore store, List<BootstrapKey> bootstrapKeys) {
        return new BootstrapSeeding(store, bootstrapKeys);
    }

    @Bean
    AdminKeys adminKeys(SubmitApiProperties properties) {
        return new AdminKeys(properties.adminKeys().stream()
                .collect(Collectors.toMap(SubmitApiProperties.AdminKey::hash,
                        key -> new Admin(key.name(), key.mayEditJobs()))));
    }

    @Bean
    Authentication authentication(KeyDirectory keys, AdminKeys adminKeys) {
        return new Authentication(keys, adminKeys);
    }

    @Bean
    ModelDirectory modelDirectory(Catalog catalog) {
        return new ModelDirectory(catalog);
    }

    @Bean
    JobWatches jobWatches(SubmitApiProperties properties) {
        return new JobWatches(properties.maxWaiting());
    }

    @Bean
    Wakeups wakeups(SubmitApiProperties properties) {
        return new Wakeups(properties.hangUpCheck(), System::nanoTime);
    }

    @Bean
    JobEventTail jobEventTail(ConsumerFactory<String, byte[]> consumers, JobWatches watches) {
        return new JobEventTail(consumers, 0, (event, partition) -> watches.onEvent(event));
    }

    @Bean
    SafetyRead safetyRead(JobWatches watches, JobStore store, SubmitApiProperties properties) {
        return new SafetyRead(watches, store.queries(), properties.safetyRead());
    }

    @Bean
    StopNotice stopNotice(JobWatches watches, SubmitApiProperties properties,
            @Value("${spring.lifecycle.timeout-per-shutdown-phase:30s}") Duration stopTime) {
        return new StopNotice(watches, StartCheck.properties(properties, stopTime).stopGrace());
    }

    @Bean
    @Primary
    ReplySubscription replies(String apiInstance, ConnectionFactory connections, RabbitAdmin admin,
            JobWatches watches, ObjectProvider<JobPlaces> places) {
        // asked for later: it asks in turn whether replies are read
        return new ReplySubscription(() -> RelayConsumer.start(connections, admin,
                RelayTopology.instanceQueue(RelayTopology.REPLIES, apiInstance), REPLIES_PREFETCH,
                new ReplyReader(watches, places.getObject()::onAnswer)));
    }

    @Bean
    WorkerDirectory workerDirectory(Clock clock) {
        return new WorkerDirectory(clock);
    }

    @Bean
    ReplySubscription workerReports(String apiInstance, ConnectionFactory connections, RabbitAdmin admin,
            WorkerDirectory workers) {
        return new ReplySubscription(() -> RelayConsumer.start(connections, admin,
                RelayTopology.instanceQueue(RelayTopology.REPORTS, apiInstance), REPORTS_PREFETCH, workers::take));
    }

    @Bean
    JobPlaces jobPlaces(String apiInstance, ConfirmedPublisher amqp, ReplySubscription replies,
            ExecutorService backgroundTasks) {
        return new JobPlaces(apiInstance, amqp, replies::isReading, backgroundTasks);
    }

    @Bean
    SubmissionReader submissionReader(ModelDirectory models, Clock clock, SubmitApiProperties properties,
            Plans plans, WebhookTargets webhooks) {
        // as long as the plans are not known, a tenant may be one that wants no answer twice
        return new SubmissionReader(models, clock, properties.completionTokens(),
                tenant -> plans.areKnown() ? plans.of(tenant).cache() : CachePolicy.NEVER,
                tenant -> plans.of(tenant).allowed(), webhooks::refusal);
    }

    @Bean
    WebhookTargets webhookTargets(AddressGuard guard, WebhookEndpoints endpoints) {
        return new WebhookTargets(guard, endpoints::canSign);
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    Plans plans(PlanStore store) {
        return new Plans(store);
    }

    @Bean
    ExperimentDirectory experimentDirectory(ExperimentStore store, UsageStore usage, ExecutorService backgroundTasks) {
        return new ExperimentDirectory(store, usage, backgroundTasks, System::nanoTime);
    }

    @Bean
    JobSubmitter jobSubmitter(JobIds ids, IdempotencyStore keys, JobStore store, ExperimentDirectory experiments,
            SubmissionReader submissions, KafkaTemplate<String, byte[]> kafka, SubmitApiProperties properties,
            MeterRegistry registry, ModelDirectory models, Clock clock) {
        return new JobSubmitter(ids, keys, store.queries(), new Participation(experiments, submissions, ids), kafka,
                properties.acceptTimeout(), new SubmitMeters(registry, models), clock);
    }

    @Bean
    JobReader jobReader(JobIds ids, JobStore store, OrderStore orders, Retentions retentions, Clock clock) {
        return new JobReader(ids, store.queries(), store.answers(), orders, retentions, clock);
    }

    @Bean
    JobWaiting jobWaiting(JobWatches watches, JobReader jobs, Wakeups wakeups) {
        return new JobWaiting(watches, jobs, wakeups);
    }

    @Bean
    Recording recording() {
        return new Recording(System::nanoTime);
    }

    @Bean
    CancelNews cancelNews(JobEventPublisher events, ConfirmedPublisher amqp, MeterRegistry registry,
            ModelDirectory models) {
        return new CancelNews(events, amqp, registry, models);
    }

    @Bean
    JobCancelling jobCancelling(JobStore store, Recording recording, CancelNews news, Clock clock) {
        return new JobCancelling(store.cancel(), store.queries(), recording, news, clock);
    }

    @Bean
    OrderNotices orderNotices(ConfirmedPublisher amqp) {
        return new OrderNotices(amqp);
    }

    @Bean
    JobOrders jobOrders(OrderStore orders, JobStore store, OrderNotices notices, CancelNews news) {
        return new JobOrders(orders, store.sweeps(), notices, news);
    }

    @Bean
    BatchParts batchParts(BatchStore batches, BatchRefusals refusals, FileStore files, JobStore store,
            JobOrders orders, JobIds ids, SubmissionReader submissions, JobSubmitter submitter,
            SubmitApiProperties properties, Clock clock) {
        return new BatchParts(batches, refusals, files, store.queries(), store.answers(), orders, ids, submissions,
                submitter.inBulk(), Math.toIntExact(properties.bodyLimit().toBytes()), clock);
    }

    @Bean
    BatchRunner batchRunner(String apiInstance, BatchParts parts) {
        return new BatchRunner(apiInstance, parts, BatchRunner.LEASE);
    }

    @Bean
    ReplayDesk replayDesk(JobStore store, ReplayStore replays, AuditStore audit, Catalog catalog,
            ModelDirectory models, SecureRandom random, Clock clock) {
        return new ReplayDesk(store.letters(), replays, audit, models, new Prices(new ModelNames(catalog)), random,
                clock);
    }

    @Bean
    HangUps hangUps(JobWatches watches, JobCancelling cancelling, ExecutorService backgroundTasks) {
        return new HangUps(watches, cancelling, backgroundTasks);
    }
}
