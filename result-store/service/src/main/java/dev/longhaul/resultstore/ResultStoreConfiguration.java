package dev.longhaul.resultstore;

import dev.longhaul.contract.catalog.Catalog;
import dev.longhaul.contract.catalog.CatalogFile;
import dev.longhaul.contract.catalog.ModelNames;
import dev.longhaul.contract.catalog.Prices;
import dev.longhaul.contract.webhook.AddressGuard;
import dev.longhaul.link.ConfirmedPublisher;
import dev.longhaul.link.RelayConsumer;
import dev.longhaul.link.RelayTopology;
import dev.longhaul.log.DeadLetters;
import dev.longhaul.log.JobEventPublisher;
import dev.longhaul.log.LogConfiguration;
import dev.longhaul.resultstore.deadletter.DeadQueue;
import dev.longhaul.resultstore.deadletter.LetterGauges;
import dev.longhaul.resultstore.deadletter.ReplayRunner;
import dev.longhaul.resultstore.deadletter.UnreadableIntake;
import dev.longhaul.resultstore.outcome.Accounts;
import dev.longhaul.resultstore.outcome.AnswerIntake;
import dev.longhaul.resultstore.outcome.OutcomeIntake;
import dev.longhaul.resultstore.outcome.OutcomeMeters;
import dev.longhaul.resultstore.outcome.OutcomeWriter;
import dev.longhaul.resultstore.outcome.Recounting;
import dev.longhaul.resultstore.retention.RetentionSweep;
import dev.longhaul.resultstore.webhook.WebhookSender;
import dev.longhaul.resultstore.webhook.WebhookSenderProperties;
import dev.longhaul.store.StoreConfiguration;
import dev.longhaul.store.answer.AnswerStore;
import dev.longhaul.store.batch.BatchRefusals;
import dev.longhaul.store.batch.BatchStore;
import dev.longhaul.store.deadletter.UnreadableStore;
import dev.longhaul.store.file.FileStore;
import dev.longhaul.store.idempotency.IdempotencyStore;
import dev.longhaul.store.job.JobStore;
import dev.longhaul.store.plan.PlanStore;
import dev.longhaul.store.plan.Plans;
import dev.longhaul.store.providerkey.ProviderKeyStore;
import dev.longhaul.store.replay.ReplayStore;
import dev.longhaul.store.usage.UsageLedger;
import dev.longhaul.store.usage.UsageStore;
import dev.longhaul.store.webhook.DeadDeliveries;
import dev.longhaul.store.webhook.WebhookDeliveries;
import dev.longhaul.store.webhook.WebhookEndpoints;
import dev.longhaul.store.webhook.WebhookEvents;
import dev.longhaul.store.webhook.WebhookRecoveries;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.amqp.core.Declarables;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitAdmin;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.kafka.core.ConsumerFactory;

/** The result-store's parts. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ResultStoreProperties.class, WebhookSenderProperties.class})
@Import({StoreConfiguration.class, LogConfiguration.class})
public class ResultStoreConfiguration {

    private static final int UNCONFIRMED = 500;
    /** Of up to 1 MiB each. */
    private static final int PARTS_PREFETCH = 8;
    private static final int DEAD_PREFETCH = 20;

    @Bean
    @ConditionalOnMissingBean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    Declarables relayTopology() {
        return RelayTopology.durable(Set.of());
    }

    @Bean
    RabbitAdmin rabbitAdmin(ConnectionFactory connections) {
        return new RabbitAdmin(connections);
    }

    @Bean(destroyMethod = "close")
    ConfirmedPublisher verdictPublisher(ConnectionFactory connections) {
        return new ConfirmedPublisher(connections, UNCONFIRMED);
    }

    @Bean
    OutcomeMeters outcomeMeters(MeterRegistry registry, ModelNames models, Clock clock) {
        return new OutcomeMeters(registry, models, clock);
    }

    @Bean
    Catalog catalog(@Value("${longhaul.catalog}") Path file) {
        return CatalogFile.read(file);
    }

    @Bean
    ModelNames modelNames(Catalog catalog) {
        return new ModelNames(catalog);
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    Plans plans(PlanStore store) {
        return new Plans(store);
    }

    @Bean
    Accounts accounts(ModelNames models, Plans plans, JobStore store, UsageStore usage, Clock clock) {
        return new Accounts(store.results(), ledger(plans, usage), new Prices(models), clock);
    }

    @Bean
    Recounting recounting(ResultStoreProperties properties, Plans plans, UsageStore usage) {
        return new Recounting(ledger(plans, usage), properties.recountEvery());
    }

    private static UsageLedger ledger(Plans plans, UsageStore usage) {
        return usage.ledger(tenant -> plans.of(tenant).timeZone(), UUID.randomUUID().toString().replace("-", ""));
    }

    @Bean
    OutcomeWriter outcomeWriter(ResultStoreProperties properties, JobStore store, Accounts accounts,
            JobEventPublisher events, ConfirmedPublisher amqp, ProviderKeyStore keys, AnswerIntake parts,
            OutcomeMeters meters, Clock clock) {
        // starts may hold half of the messages in hand; the other half goes on bringing outcomes
        return new OutcomeWriter(store.results(), accounts, store.verdicts(), events, amqp, keys, parts, meters,
                clock, properties.startDelay(), properties.answerPatience(), properties.prefetch() / 2);
    }

    @Bean
    AnswerIntake answerIntake(ConnectionFactory connections, RabbitAdmin admin, JobStore store,
            DeadLetters deadLetters) {
        return new AnswerIntake(
                handler -> RelayConsumer.start(connections, admin, RelayTopology.ANSWERS, PARTS_PREFETCH,
                        handler),
                store.answers(), deadLetters);
    }

    @Bean
    OutcomeIntake outcomeIntake(ResultStoreProperties properties, ConnectionFactory connections, RabbitAdmin admin,
            OutcomeWriter writer, DeadLetters deadLetters) {
        return new OutcomeIntake(handler -> RelayConsumer.start(connections, admin, RelayTopology.RESULTS,
                properties.prefetch(), handler), writer, deadLetters, properties.batch());
    }

    @Bean
    ReplayRunner replayRunner(ReplayStore replays, JobStore store, JobEventPublisher events, Clock clock) {
        return new ReplayRunner("result-store-" + UUID.randomUUID(), replays, store.replays(), events, clock);
    }

    @Bean
    UnreadableIntake unreadableIntake(ConsumerFactory<String, byte[]> consumers, UnreadableStore messages) {
        return new UnreadableIntake(consumers, messages);
    }

    @Bean
    LetterGauges letterGauges(ResultStoreProperties properties, JobStore store, UnreadableStore messages,
            DeadDeliveries deliveries, MeterRegistry registry) {
        return new LetterGauges(Map.of("job", store.letters()::count, "message", messages::count, "delivery",
                deliveries::count), properties.countLettersEvery(), registry);
    }

    @Bean
    DeadQueue deadQueue(ConnectionFactory connections, RabbitAdmin admin, DeadLetters deadLetters) {
        return new DeadQueue(handler -> RelayConsumer.start(connections, admin, RelayTopology.DEAD, DEAD_PREFETCH,
                handler), deadLetters);
    }

    @Bean
    RetentionSweep retentionSweep(ResultStoreProperties properties, JobStore store, IdempotencyStore idempotency,
            AnswerStore answers, WebhookEvents events, WebhookDeliveries deliveries, WebhookRecoveries recoveries,
            ReplayStore replays, UnreadableStore messages, FileStore files, BatchStore batches,
            BatchRefusals refusals, Clock clock) {
        return new RetentionSweep(store.retention(),
                List.of(store.answers()::sweep, idempotency::sweep, answers::sweep, events::sweep, deliveries::sweep,
                        recoveries::sweep, replays::sweep, messages::sweep, files::sweep, batches::sweep,
                        limit -> refusals.sweep(clock.instant(), limit)),
                properties.sweepEvery());
    }

    @Bean
    WebhookSender webhookSender(WebhookSenderProperties properties, JobStore jobs, BatchStore batches,
            WebhookEndpoints endpoints, WebhookEvents events, WebhookDeliveries deliveries,
            WebhookRecoveries recoveries, AddressGuard guard,
            MeterRegistry registry, Clock clock) {
        return new WebhookSender(new WebhookSender.Parts(jobs, batches, endpoints, events, deliveries, recoveries),
                properties,
                guard, registry, clock, new SecureRandom());
    }
}
