package dev.longhaul.store;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import dev.longhaul.contract.webhook.AddressGuard;
import dev.longhaul.store.answer.AnswerStore;
import dev.longhaul.store.audit.AuditStore;
import dev.longhaul.store.batch.BatchRefusals;
import dev.longhaul.store.batch.BatchStore;
import dev.longhaul.store.deadletter.UnreadableStore;
import dev.longhaul.store.experiment.ExperimentStore;
import dev.longhaul.store.file.FileStore;
import dev.longhaul.store.idempotency.IdempotencyStore;
import dev.longhaul.store.job.JobStore;
import dev.longhaul.store.key.ApiKeyStore;
import dev.longhaul.store.order.OrderStore;
import dev.longhaul.store.plan.PlanStore;
import dev.longhaul.store.plan.Retentions;
import dev.longhaul.store.providerkey.ProviderKeyStore;
import dev.longhaul.store.replay.ReplayStore;
import dev.longhaul.store.usage.UsageStore;
import dev.longhaul.store.webhook.DeadDeliveries;
import dev.longhaul.store.webhook.Listeners;
import dev.longhaul.store.webhook.WebhookDeliveries;
import dev.longhaul.store.webhook.WebhookEndpoints;
import dev.longhaul.store.webhook.WebhookEvents;
import dev.longhaul.store.webhook.WebhookRecoveries;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The store, on Spring Boot's MongoDB client ({@code spring.mongodb.uri}). */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({StoreProperties.class, WebhookProperties.class})
public class StoreConfiguration {

    @Bean
    MongoClientSettingsBuilderCustomizer storeTimeouts(StoreProperties properties) {
        return settings -> settings.applyToClusterSettings(cluster -> cluster.serverSelectionTimeout(
                properties.serverSelectionTimeout().toMillis(), TimeUnit.MILLISECONDS));
    }

    @Bean
    MongoDatabase storeDatabase(MongoClient client, StoreProperties properties) {
        return client.getDatabase(properties.database()).withCodecRegistry(PlainDocumentCodec.registry());
    }

    @Bean
    JobStore jobStore(MongoDatabase database, Clock clock, Retentions retentions, WebhookEndpoints endpoints) {
        return new JobStore(database, clock, retentions, new Listeners(endpoints, System::nanoTime));
    }

    @Bean
    Retentions retentions(PlanStore plans, StoreProperties properties) {
        return new Retentions(plans, properties.retention(), System::nanoTime);
    }

    @Bean
    AddressGuard addressGuard(WebhookProperties properties) {
        return new AddressGuard(properties.allowHttp(), properties.allowPrivateAddresses());
    }

    @Bean
    WebhookEndpoints webhookEndpoints(MongoDatabase database, WebhookProperties properties, Clock clock) {
        return new WebhookEndpoints(database, properties.secretBox(), clock, new SecureRandom());
    }

    @Bean
    WebhookEvents webhookEvents(MongoDatabase database, Clock clock) {
        return new WebhookEvents(database, clock);
    }

    @Bean
    WebhookDeliveries webhookDeliveries(MongoDatabase database, Clock clock) {
        return new WebhookDeliveries(database, clock);
    }

    @Bean
    DeadDeliveries deadDeliveries(MongoDatabase database, Clock clock) {
        return new DeadDeliveries(database, clock);
    }

    @Bean
    WebhookRecoveries webhookRecoveries(MongoDatabase database, WebhookDeliveries deliveries, Clock clock) {
        return new WebhookRecoveries(database, deliveries, clock, new SecureRandom());
    }

    @Bean
    ApiKeyStore apiKeyStore(MongoDatabase database, Clock clock) {
        return new ApiKeyStore(database, clock);
    }

    @Bean
    IdempotencyStore idempotencyStore(MongoDatabase database, Clock clock) {
        return new IdempotencyStore(database, clock);
    }

    @Bean
    PlanStore planStore(MongoDatabase database, Clock clock) {
        return new PlanStore(database, clock);
    }

    @Bean
    UsageStore usageStore(MongoDatabase database, JobStore jobs, Clock clock) {
        return new UsageStore(database, jobs.spending(), clock);
    }

    @Bean
    AnswerStore answerStore(MongoDatabase database, Clock clock) {
        return new AnswerStore(database, clock);
    }

    @Bean
    OrderStore orderStore(MongoDatabase database, Clock clock) {
        return new OrderStore(database, clock);
    }

    @Bean
    ProviderKeyStore providerKeyStore(MongoDatabase database, Clock clock) {
        return new ProviderKeyStore(database, clock);
    }

    @Bean
    ReplayStore replayStore(MongoDatabase database, Clock clock, StoreProperties properties) {
        return new ReplayStore(database, clock, properties.retention());
    }

    @Bean
    UnreadableStore unreadableStore(MongoDatabase database, Clock clock, StoreProperties properties) {
        return new UnreadableStore(database, clock, properties.retention());
    }

    @Bean
    AuditStore auditStore(MongoDatabase database, Clock clock) {
        return new AuditStore(database, clock);
    }

    @Bean
    ExperimentStore experimentStore(MongoDatabase database, Clock clock) {
        return new ExperimentStore(database, clock);
    }

    @Bean
    FileStore fileStore(MongoDatabase database, Clock clock) {
        return new FileStore(database, clock, new SecureRandom());
    }

    @Bean
    BatchStore batchStore(MongoDatabase database, Clock clock, StoreProperties properties) {
        return new BatchStore(database, clock, properties.retention());
    }

    @Bean
    BatchRefusals batchRefusals(MongoDatabase database) {
        return new BatchRefusals(database);
    }

    @Bean
    StoreIndexes storeIndexes(JobStore jobs, IdempotencyStore idempotency, PlanStore plans, UsageStore usage,
            AnswerStore answers, OrderStore orders, WebhookEndpoints endpoints, WebhookEvents events,
            WebhookDeliveries deliveries, WebhookRecoveries recoveries, ReplayStore replays,
            UnreadableStore messages, ExperimentStore experiments, FileStore files, BatchStore batches,
            BatchRefusals refusals) {
        return new StoreIndexes(List.of(jobs::createIndexes, idempotency::createIndexes, plans::createIndexes,
                usage::createIndexes, answers::createIndexes, orders::createIndexes, endpoints::createIndexes,
                events::createIndexes, deliveries::createIndexes, recoveries::createIndexes, replays::createIndexes,
                messages::createIndexes, experiments::createIndexes, files::createIndexes, batches::createIndexes,
                refusals::createIndexes));
    }

    @Bean
    StoreHealthIndicator storeHealthIndicator(MongoDatabase database) {
        return new StoreHealthIndicator(database);
    }
}
