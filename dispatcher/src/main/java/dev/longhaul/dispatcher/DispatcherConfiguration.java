package dev.longhaul.dispatcher;

import dev.longhaul.contract.catalog.Catalog;
import dev.longhaul.contract.catalog.CatalogFile;
import dev.longhaul.contract.catalog.ModelNames;
import dev.longhaul.contract.catalog.Prices;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.dispatcher.dispatch.DispatchLoop;
import dev.longhaul.dispatcher.dispatch.Dispatching;
import dev.longhaul.dispatcher.dispatch.JobDispatcher;
import dev.longhaul.dispatcher.dispatch.LinkState;
import dev.longhaul.dispatcher.event.JobEndings;
import dev.longhaul.dispatcher.event.SchedulerEvents;
import dev.longhaul.dispatcher.fairness.Scheduler;
import dev.longhaul.dispatcher.intake.Intake;
import dev.longhaul.dispatcher.order.CancelFinisher;
import dev.longhaul.dispatcher.order.OrderBook;
import dev.longhaul.dispatcher.place.PlaceDesk;
import dev.longhaul.dispatcher.pool.Routes;
import dev.longhaul.dispatcher.pool.WorkerReports;
import dev.longhaul.dispatcher.pool.Workers;
import dev.longhaul.dispatcher.quota.BudgetReader;
import dev.longhaul.dispatcher.quota.TenantLimits;
import dev.longhaul.dispatcher.reconcile.Reconciler;
import dev.longhaul.dispatcher.reconcile.Upkeep;
import dev.longhaul.dispatcher.sharing.AnswerDesk;
import dev.longhaul.dispatcher.sharing.AnswerMeters;
import dev.longhaul.dispatcher.sharing.SharedAnswers;
import dev.longhaul.link.ConfirmedPublisher;
import dev.longhaul.link.RelayConsumer;
import dev.longhaul.link.RelayTopology;
import dev.longhaul.log.DeadLetters;
import dev.longhaul.log.JobEventPublisher;
import dev.longhaul.log.JobEventTail;
import dev.longhaul.log.LogConfiguration;
import dev.longhaul.store.StoreConfiguration;
import dev.longhaul.store.answer.AnswerStore;
import dev.longhaul.store.job.JobStore;
import dev.longhaul.store.order.OrderStore;
import dev.longhaul.store.plan.PlanStore;
import dev.longhaul.store.plan.Plans;
import dev.longhaul.store.usage.UsageStore;
import dev.longhaul.store.webhook.WebhookEvents;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.nio.file.Path;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.amqp.core.Declarables;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitAdmin;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.kafka.core.ConsumerFactory;

/** The dispatcher's parts, in the order that a job meets them. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DispatcherProperties.class)
@Import({StoreConfiguration.class, LogConfiguration.class})
public class DispatcherConfiguration {

    private static final int UNCONFIRMED = 2_000;
    private static final int REPORTS_PREFETCH = 500;
    private static final int QUESTIONS_PREFETCH = 50;

    @Bean
    @ConditionalOnMissingBean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    Catalog catalog(@Value("${longhaul.catalog}") Path file) {
        return CatalogFile.read(file);
    }

    @Bean
    String dispatcherInstance(DispatcherProperties properties) {
        String name = properties.instance();
        return name == null || name.isBlank() ? "dispatcher-" + UUID.randomUUID() : name;
    }

    @Bean
    Declarables relayTopology(Catalog catalog) {
        return RelayTopology.durable(catalog.pools().keySet());
    }

    @Bean
    Declarables reportsQueue(String dispatcherInstance) {
        return RelayTopology.instance(RelayTopology.REPORTS, dispatcherInstance);
    }

    @Bean
    Declarables ordersQueue(String dispatcherInstance) {
        return RelayTopology.instance(RelayTopology.ORDERS, dispatcherInstance);
    }

    @Bean
    Declarables questionsQueue(String dispatcherInstance) {
        return RelayTopology.instance(RelayTopology.QUESTIONS, dispatcherInstance);
    }

    @Bean
    RabbitAdmin rabbitAdmin(ConnectionFactory connections) {
        return new RabbitAdmin(connections);
    }

    @Bean(destroyMethod = "close")
    ConfirmedPublisher relayPublisher(ConnectionFactory connections) {
        return new ConfirmedPublisher(connections, UNCONFIRMED);
    }

    @Bean
    Workers workers(Clock clock) {
        return new Workers(clock);
    }

    @Bean
    Routes routes(Catalog catalog, ModelNames models, Workers workers, Plans plans) {
        return new Routes(catalog, models, workers, tenant -> plans.of(tenant).allowed());
    }

    @Bean
    LinkState linkState(Clock clock, ObjectProvider<WorkerReports> reports) {
        // asked for later: reports change the workers that windows are made of
        return new LinkState(clock, () -> reports.getObject().isConnected());
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    Plans plans(PlanStore store) {
        return new Plans(store);
    }

    @Bean
    ModelNames modelNames(Catalog catalog) {
        return new ModelNames(catalog);
    }

    @Bean
    TenantLimits tenantLimits(Plans plans, ModelNames models, Clock clock) {
        return new TenantLimits(plans, new Prices(models), clock);
    }

    @Bean
    BudgetReader budgetReader(TenantLimits limits, Plans plans, UsageStore usage, JobEventPublisher events,
            WebhookEvents webhooks, MeterRegistry meters, Clock clock, DispatchLoop loop) {
        return new BudgetReader(limits, plans, usage, events, webhooks, meters, clock, loop::wake);
    }

    @Bean
    SharedAnswers sharedAnswers(DispatcherProperties properties, Clock clock) {
        return new SharedAnswers(clock, properties.cachedAnswers());
    }

    @Bean
    AnswerDesk answerDesk(SharedAnswers shared, AnswerStore answers, JobStore store, Scheduler scheduler,
            JobEventPublisher events, MeterRegistry meters, ModelNames models, Clock clock) {
        return new AnswerDesk(shared, answers, store.sharing(), scheduler, events,
                new AnswerMeters(meters, models, shared), clock);
    }

    @Bean
    Scheduler scheduler(DispatcherProperties properties, Clock clock, Workers workers, Routes routes, LinkState link,
            TenantLimits limits, SharedAnswers answers) {
        return new Scheduler(clock, properties.guaranteedShare(),
                Dispatching.windows(workers, link, properties.windowFactor(), properties.windowExtra()),
                job -> routes.poolOf(job.tenant(), job.model(), job.bucket()), limits, answers);
    }

    @Bean
    JobEndings jobEndings(JobStore store, JobEventPublisher events, Clock clock, MeterRegistry meters,
            ModelNames models) {
        return new JobEndings(store.dispatch(), events, clock, meters, models);
    }

    @Bean(destroyMethod = "close")
    ExecutorService backgroundTasks() {
        return Executors.newVirtualThreadPerTaskExecutor();
    }

    @Bean
    JobDispatcher jobDispatcher(DispatcherProperties properties, JobStore store, Scheduler scheduler, Routes routes,
            ConfirmedPublisher amqp, LinkState link, JobEndings endings, AnswerDesk answers, Clock clock,
            ExecutorService backgroundTasks) {
        return Dispatching.dispatcher(store.dispatch(), scheduler, routes, amqp, properties.bundle(), link, endings,
                answers, clock, backgroundTasks);
    }

    @Bean
    DispatchLoop dispatchLoop(DispatcherProperties properties, JobDispatcher dispatcher) {
        return Dispatching.loop(dispatcher, properties.dispatchBatch());
    }

    @Bean
    JobEventTail jobEventTail(ConsumerFactory<String, byte[]> consumers, Scheduler scheduler, TenantLimits limits,
            SharedAnswers answers, DispatchLoop loop) {
        return new JobEventTail(consumers, 0, new SchedulerEvents(scheduler, limits, answers, loop::wake));
    }

    @Bean
    Intake intake(String dispatcherInstance, DispatcherProperties properties,
            ConsumerFactory<String, byte[]> consumers, JobStore store, Scheduler scheduler, JobDispatcher dispatcher,
            DispatchLoop loop, DeadLetters deadLetters, JobEventTail events) {
        return new Intake(dispatcherInstance, properties.intakeBatch(), consumers, store, scheduler, dispatcher, loop,
                deadLetters, events);
    }

    @Bean
    PoolChanges poolChanges(Routes routes, Scheduler scheduler, DispatchLoop loop, Plans plans) {
        PoolChanges changes = new PoolChanges(routes, scheduler, loop);
        plans.onOtherPlaces(changes::placesChanged);
        return changes;
    }

    @Bean
    Reconciler reconciler(String dispatcherInstance, DispatcherProperties properties, JobStore store,
            Scheduler scheduler, Workers workers, Routes routes, ConfirmedPublisher amqp, Clock clock) {
        return new Reconciler(scheduler, store.dispatch(), workers, routes, amqp, dispatcherInstance, clock,
                properties.lostAfter());
    }

    @Bean
    WorkerReports workerReports(String dispatcherInstance, ConnectionFactory connections, RabbitAdmin admin,
            Workers workers, PoolChanges changes, Reconciler reconciler) {
        return new WorkerReports(handler -> RelayConsumer.start(connections, admin,
                RelayTopology.instanceQueue(RelayTopology.REPORTS, dispatcherInstance), REPORTS_PREFETCH, handler),
                workers, changes, reconciler::onHeld);
    }

    @Bean
    OrderBook orderBook(String dispatcherInstance, OrderStore orders, JobStore store, Scheduler scheduler, Clock clock,
            DispatchLoop loop, ConnectionFactory connections, RabbitAdmin admin) {
        return new OrderBook(orders, store.revisions(), scheduler, clock, loop::wake,
                handler -> RelayConsumer.start(connections, admin,
                        RelayTopology.instanceQueue(RelayTopology.ORDERS, dispatcherInstance), REPORTS_PREFETCH,
                        handler));
    }

    @Bean
    PlaceDesk placeDesk(String dispatcherInstance, ConnectionFactory connections, RabbitAdmin admin,
            Scheduler scheduler, ConfirmedPublisher amqp, Clock clock) {
        return new PlaceDesk(handler -> RelayConsumer.start(connections, admin,
                RelayTopology.instanceQueue(RelayTopology.QUESTIONS, dispatcherInstance), QUESTIONS_PREFETCH,
                handler), scheduler, amqp, clock);
    }

    @Bean
    CancelFinisher cancelFinisher(Scheduler scheduler, JobStore store, JobEndings endings, ConfirmedPublisher amqp) {
        return new CancelFinisher(scheduler, store.sweeps(), endings, amqp);
    }

    @Bean
    Upkeep upkeep(DispatcherProperties properties, Workers workers, PoolChanges changes, Scheduler scheduler,
            JobEndings endings, Reconciler reconciler, CancelFinisher cancels, DispatchLoop loop) {
        return new Upkeep(workers, changes, scheduler, endings, reconciler, properties.reconcileEvery(),
                cancels::finish, loop::wake);
    }

    @Bean
    MeterBinder backlogMeters(Scheduler scheduler) {
        return registry -> {
            for (Lane lane : Lane.values()) {
                Gauge.builder("longhaul.jobs.waiting", scheduler, each -> each.waiting(lane))
                        .description("jobs that wait in this dispatcher's shards").tag("lane", lane.wire())
                        .register(registry);
                Gauge.builder("longhaul.jobs.in.flight", scheduler, each -> each.inFlight(lane))
                        .description("jobs of this dispatcher's shards that are with the pools")
                        .tag("lane", lane.wire()).register(registry);
            }
        };
    }
}
