package dev.longhaul.worker;

import dev.longhaul.contract.catalog.Catalog;
import dev.longhaul.contract.catalog.CatalogFile;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.link.ConfirmedPublisher;
import dev.longhaul.link.RelayConsumer;
import dev.longhaul.link.RelayTopology;
import dev.longhaul.worker.anthropic.AnthropicDialect;
import dev.longhaul.worker.attempt.JobRunner;
import dev.longhaul.worker.attempt.LargerModels;
import dev.longhaul.worker.attempt.Pauses;
import dev.longhaul.worker.attempt.RouteSettings;
import dev.longhaul.worker.attempt.Slots;
import dev.longhaul.worker.breaker.Breakers;
import dev.longhaul.worker.control.AddedKeys;
import dev.longhaul.worker.control.ControlDesk;
import dev.longhaul.worker.control.KeyNotices;
import dev.longhaul.worker.control.SelfReports;
import dev.longhaul.worker.control.WorkerIdentity;
import dev.longhaul.worker.dialect.Dialect;
import dev.longhaul.worker.dialect.DialectAdapter;
import dev.longhaul.worker.gemini.GeminiDialect;
import dev.longhaul.worker.held.HeldJobs;
import dev.longhaul.worker.http.EventLoops;
import dev.longhaul.worker.http.HttpTransport;
import dev.longhaul.worker.intake.CancelMemory;
import dev.longhaul.worker.intake.DeadMessages;
import dev.longhaul.worker.intake.VerdictDesk;
import dev.longhaul.worker.intake.WorkIntake;
import dev.longhaul.worker.limit.KeyBudgets;
import dev.longhaul.worker.metrics.WorkerMetrics;
import dev.longhaul.worker.openai.AzureDialect;
import dev.longhaul.worker.openai.OpenAiDialect;
import dev.longhaul.worker.provider.KeyPool;
import dev.longhaul.worker.provider.Provider;
import dev.longhaul.worker.provider.ProviderKey;
import dev.longhaul.worker.provider.Providers;
import dev.longhaul.worker.report.Outbox;
import dev.longhaul.worker.report.OutcomeDesk;
import dev.longhaul.worker.report.Replies;
import dev.longhaul.worker.report.ReportBundler;
import dev.longhaul.worker.timer.WorkerTimer;
import dev.longhaul.worker.vault.KeyVault;
import dev.longhaul.worker.vault.UnusableKeysetException;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.core.Declarables;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitAdmin;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Everything that makes a relay worker, wired by hand. Needs from its surroundings: Spring Boot's auto-configured
 * RabbitMQ {@link ConnectionFactory} and a {@link MeterRegistry}.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RelaySettings.class)
public class RelayWorkerConfiguration {

    private static final Logger log = LoggerFactory.getLogger(RelayWorkerConfiguration.class);
    private static final int UNCONFIRMED_REPORTS = 256;
    private static final int UNCONFIRMED_REPLIES = 4_096;
    private static final int CONTROL_PREFETCH = 100;

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    RandomGenerator random() {
        return new SecureRandom();
    }

    @Bean
    Catalog catalog(RelaySettings settings,
            @Value("${spring.lifecycle.timeout-per-shutdown-phase:30s}") String phaseTimeout) {
        Catalog catalog = CatalogFile.read(settings.catalog());
        List<String> faults = SettingsRules.faults(settings, catalog, DurationStyle.detectAndParse(phaseTimeout));
        if (!faults.isEmpty()) {
            throw new InvalidSettingsException(faults);
        }
        return catalog;
    }

    @Bean
    WorkerIdentity identity(RelaySettings settings, Clock clock, RandomGenerator random) {
        WorkerSettings worker = settings.worker();
        String base = worker.name() == null || worker.name().isBlank() ? hostName() : worker.name();
        String unique = base + "-" + String.format("%08x", random.nextInt());
        return new WorkerIdentity(unique, worker.pool(), worker.region(), worker.slots(), clock.instant());
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            log.info("this host has no name, the worker is called 'worker': {}", e.getMessage());
            return "worker";
        }
    }

    @Bean
    RabbitAdmin rabbitAdmin(ConnectionFactory connections) {
        return new RabbitAdmin(connections);
    }

    @Bean
    Declarables queues(Catalog catalog) {
        return RelayTopology.durable(catalog.pools().keySet());
    }

    @Bean
    Declarables controlQueue(WorkerIdentity identity) {
        return RelayTopology.instance(RelayTopology.CONTROL, identity.name());
    }

    @Bean
    WorkerTimer timer() {
        return new WorkerTimer();
    }

    @Bean
    EventLoops eventLoops(RelaySettings settings) {
        return new EventLoops(settings.worker().eventLoops());
    }

    @Bean
    Providers providers(Catalog catalog, RelaySettings settings, EventLoops loops, Clock clock,
            RandomGenerator random) {
        Map<String, Provider> providers = new HashMap<>();
        ProviderKeys.of(catalog, settings, System::getenv).forEach((name, access) -> {
            Catalog.Provider provider = Objects.requireNonNull(catalog.providers().get(name));
            HttpTransport transport = new HttpTransport(loops, access.baseUrl(), provider.timeouts(),
                    settings.worker().slots(), settings.worker().maxAnswer().toBytes());
            Dialect dialect = dialect(provider.dialect(), access.baseUrl());
            KeyPool keys = new KeyPool(name, access.keys(), settings.worker().keyQuarantine(), clock, random);
            providers.put(name, new Provider(name, keys,
                    new DialectAdapter(dialect, transport, access.baseUrl(), clock), provider.alwaysStream()));
            log.info("provider {} is called at {} with {}", name, access.baseUrl(),
                    access.keys().stream().map(ProviderKey::name).toList());
        });
        return new Providers(providers);
    }

    private static Dialect dialect(Catalog.Dialect dialect, URI baseUrl) {
        return switch (dialect) {
            case OPENAI -> new OpenAiDialect();
            case AZURE -> new AzureDialect(baseUrl);
            case ANTHROPIC -> new AnthropicDialect();
            case GEMINI -> new GeminiDialect();
        };
    }

    @Bean
    Breakers breakers(Providers providers, RelaySettings settings) {
        return new Breakers(providers, settings.worker().breakerOpen());
    }

    @Bean
    WorkerMetrics metrics(MeterRegistry registry, Catalog catalog, Breakers breakers, Providers providers) {
        WorkerMetrics metrics = new WorkerMetrics(registry, catalog);
        metrics.watch(breakers);
        metrics.watch(providers);
        return metrics;
    }

    @Bean
    HeldJobs heldJobs() {
        return new HeldJobs();
    }

    @Bean
    ConfirmedPublisher reportPublisher(ConnectionFactory connections) {
        return new ConfirmedPublisher(connections, UNCONFIRMED_REPORTS);
    }

    @Bean
    ConfirmedPublisher replyPublisher(ConnectionFactory connections) {
        return new ConfirmedPublisher(connections, UNCONFIRMED_REPLIES);
    }

    @Bean
    Outbox outbox(WorkerIdentity identity, RelaySettings settings) {
        Path directory = settings.worker().outbox().toAbsolutePath();
        try {
            return Outbox.open(directory, identity.name(), settings.worker().outboxSize().toBytes());
        } catch (IOException e) {
            throw new InvalidSettingsException(List.of("longhaul.worker.outbox: " + directory + " cannot be used ("
                    + e + "): name a directory that this worker may write to"));
        }
    }

    @Bean
    ReportBundler reportBundler(ConfirmedPublisher reportPublisher, WorkerIdentity identity, RelaySettings settings,
            RabbitAdmin admin, Outbox outbox) {
        return new ReportBundler(reportPublisher, identity.name(), settings.worker().bundleSize(),
                settings.worker().bundleLinger(), () -> declare(admin), outbox);
    }

    private static void declare(RabbitAdmin admin) {
        try {
            admin.initialize();
        } catch (AmqpException e) {
            log.debug("the queues cannot be declared now; publishing tells whether they are there: {}",
                    e.getMessage());
        }
    }

    @Bean
    Replies replies(ConfirmedPublisher replyPublisher) {
        return new Replies(replyPublisher);
    }

    @Bean
    OutcomeDesk outcomeDesk(HeldJobs held, ReportBundler reports, Replies replies, WorkerMetrics metrics, Clock clock) {
        return new OutcomeDesk(held, reports, replies, metrics, clock);
    }

    @Bean
    RouteSettings routeSettings(WorkerIdentity identity, Catalog catalog, Providers providers, Breakers breakers,
            KeyBudgets budgets,
            RelaySettings settings, WorkerMetrics metrics, Clock clock, RandomGenerator random) {
        return RouteSettings.of(identity.name(), providers, breakers, budgets,
                new LargerModels(catalog, identity.pool()), settings.worker().maxInlineWait(),
                Pauses.real(),
                metrics,
                clock, random);
    }

    @Bean
    JobRunner jobRunner(RouteSettings route, WorkerIdentity identity, HeldJobs held, ReportBundler reports,
            Replies replies,
            OutcomeDesk outcomes) {
        return new JobRunner(route, identity.region(), held, reports, replies, outcomes);
    }

    @Bean
    Slots slots(RelaySettings settings, JobRunner runner, WorkerMetrics metrics) {
        WorkerSettings worker = settings.worker();
        Slots slots = new Slots(worker.slots(), worker.reserve(), runner);
        metrics.watch(slots.lines(), worker.slots());
        return slots;
    }

    @Bean
    VerdictDesk verdictDesk(ConfirmedPublisher reportPublisher, WorkerIdentity identity, HeldJobs held, Slots slots,
            WorkerTimer timer) {
        return new VerdictDesk(reportPublisher, identity.name(), held, slots::add, timer);
    }

    @Bean
    CancelMemory cancelMemory(Clock clock) {
        return new CancelMemory(clock);
    }

    @Bean
    DeadMessages deadMessages(ConfirmedPublisher reportPublisher) {
        return new DeadMessages(reportPublisher);
    }

    @Bean
    WorkIntake workIntake(HeldJobs held, VerdictDesk verdicts, CancelMemory cancels, OutcomeDesk outcomes,
            DeadMessages dead, Slots slots, Clock clock) {
        return new WorkIntake(held, verdicts, cancels, outcomes, dead, slots::add, clock);
    }

    @Bean
    SelfReports selfReports(ConfirmedPublisher replyPublisher, WorkerIdentity identity, Providers providers,
            Breakers breakers, AddedKeys keys, HeldJobs held, RelaySettings settings, Clock clock) {
        return new SelfReports(replyPublisher, identity, providers, breakers, keys, held,
                settings.worker().heartbeatInterval(), clock);
    }

    @Bean
    KeyBudgets keyBudgets() {
        return new KeyBudgets();
    }

    @Bean
    KeyNotices keyNotices(ConfirmedPublisher replyPublisher, WorkerIdentity identity, Providers providers,
            KeyBudgets budgets, Breakers breakers, Clock clock) {
        return new KeyNotices(replyPublisher, identity, providers, budgets, breakers, clock);
    }

    @Bean
    AddedKeys addedKeys(ConfirmedPublisher replyPublisher, WorkerIdentity identity, Providers providers,
            KeyBudgets budgets, WorkerTimer timer, RelaySettings settings) {
        return new AddedKeys(vault(settings.worker()), replyPublisher, identity.name(), providers, budgets, timer);
    }

    private static @Nullable KeyVault vault(WorkerSettings worker) {
        Path keyset = worker.keyset();
        if (keyset == null || !worker.takesKeys()) {
            return null;
        }
        try {
            return KeyVault.open(keyset, worker.masterKey(), System::getenv);
        } catch (UnusableKeysetException e) {
            throw new InvalidSettingsException(List.of("longhaul.worker.keyset: " + e.getMessage()));
        }
    }

    @Bean
    ControlDesk controlDesk(WorkerIdentity identity, HeldJobs held, VerdictDesk verdicts, CancelMemory cancels,
            OutcomeDesk outcomes, DeadMessages dead, SelfReports reports, KeyNotices keys, AddedKeys added) {
        return new ControlDesk(identity, held, verdicts, cancels, outcomes, dead, reports, keys, added);
    }

    @Bean
    WorkerLifecycle workerLifecycle(ConnectionFactory connections, RabbitAdmin admin, WorkIntake intake,
            ControlDesk control, Slots slots, HeldJobs held, OutcomeDesk outcomes, VerdictDesk verdicts,
            ReportBundler bundler, SelfReports reports, KeyNotices keys, AddedKeys added, WorkerTimer timer,
            WorkerIdentity identity,
            RelaySettings settings) {
        Map<String, Supplier<RelayConsumer>> work = new LinkedHashMap<>();
        for (Lane lane : Lane.values()) {
            String queue = RelayTopology.workQueue(identity.pool(), lane);
            work.put(queue, () -> RelayConsumer.start(connections, admin, queue, settings.worker().prefetch(),
                    intake::subscribing, intake::take));
        }
        Supplier<RelayConsumer> own = () -> RelayConsumer.start(connections, admin,
                RelayTopology.instanceQueue(RelayTopology.CONTROL, identity.name()), CONTROL_PREFETCH,
                added::subscribing, control::take);
        return new WorkerLifecycle(new WorkerLifecycle.Consumers(own, work), slots, held, outcomes, verdicts, bundler,
                control, reports, keys, added, timer, settings.worker().grace());
    }

    @Bean
    BrokerHealth brokerHealthIndicator(WorkerLifecycle worker, ConnectionFactory connections) {
        return new BrokerHealth(worker, connections.getHost() + ":" + connections.getPort());
    }
}
