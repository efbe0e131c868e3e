package dev.longhaul.dispatcher.platform;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.message.ControlMessage;
import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.OutcomeReport;
import dev.longhaul.contract.message.RelayJob;
import dev.longhaul.contract.message.RelayJobs;
import dev.longhaul.contract.message.ResultMessage;
import dev.longhaul.contract.message.StartReport;
import dev.longhaul.contract.message.UnreadableMessageException;
import dev.longhaul.contract.message.Usage;
import dev.longhaul.contract.message.WorkerReport;
import dev.longhaul.link.ConfirmedPublisher;
import dev.longhaul.link.Delivery;
import dev.longhaul.link.RelayConsumer;
import dev.longhaul.link.RelayTopology;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.springframework.amqp.core.Declarables;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitAdmin;
import org.springframework.context.support.GenericApplicationContext;

/**
 * The least that speaks the worker's protocol: heartbeats, answers to inquiries, an outcome for each job. It runs every
 * job that it is handed and asks for no verdicts.
 */
public final class TestWorker implements AutoCloseable {

    /**
     * What a worker is.
     *
     * @param region
     *            where it says that it is
     * @param latency
     *            between a delivery and its outcome
     * @param starts
     *            whether it reports starts
     * @param outcome
     *            what becomes of a job
     */
    public record Settings(String pool, String region, List<String> providers, int slots, int prefetch,
            Duration latency,
            boolean starts, Function<RelayJob, Outcome> outcome) {

        public static Settings quick() {
            return new Settings("default", "test", List.of("main"), 64, 64, Duration.ZERO, false,
                    job -> new Outcome.Succeeded("{\"id\":\"" + job.id() + "\"}", new Usage(3, 4, 0, 0)));
        }

        public Settings pool(String newPool, String provider) {
            return new Settings(newPool, region, List.of(provider), slots, prefetch, latency, starts, outcome);
        }

        public Settings region(String newRegion) {
            return new Settings(pool, newRegion, providers, slots, prefetch, latency, starts, outcome);
        }

        public Settings slots(int newSlots) {
            return new Settings(pool, region, providers, newSlots, newSlots, latency, starts, outcome);
        }

        public Settings latency(Duration newLatency) {
            return new Settings(pool, region, providers, slots, prefetch, newLatency, starts, outcome);
        }

        public Settings withStarts() {
            return new Settings(pool, region, providers, slots, prefetch, latency, true, outcome);
        }

        public Settings outcome(Function<RelayJob, Outcome> newOutcome) {
            return new Settings(pool, region, providers, slots, prefetch, latency, starts, newOutcome);
        }
    }

    /** A job that was delivered. */
    public record Handed(JobId id, Lane lane, int epoch, Instant at) {}

    private static final long HEARTBEAT_MILLIS = 400;
    private static final long RETRY_MILLIS = 100;

    private final String name = "worker-" + UUID.randomUUID();
    private final Settings settings;
    private final Instant startedAt = Instant.now();
    private final Set<JobId> held = ConcurrentHashMap.newKeySet();
    private final Queue<Handed> handed = new ConcurrentLinkedQueue<>();
    private final AtomicInteger inquiries = new AtomicInteger();
    private volatile List<String> unavailable = List.of();
    /** Declared again by whoever consumes after a restart of the broker. */
    private final GenericApplicationContext declarations = new GenericApplicationContext();
    private final CachingConnectionFactory connections;
    private final ConfirmedPublisher publisher;
    private final List<RelayConsumer> consumers = new ArrayList<>();
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);

    TestWorker(String amqp, Settings settings) {
        this.settings = settings;
        connections = Platform.connections(amqp);
        declarations.registerBean("durable", Declarables.class, () -> RelayTopology.durable(Set.of(settings.pool)));
        declarations.registerBean("control", Declarables.class,
                () -> RelayTopology.instance(RelayTopology.CONTROL, name));
        declarations.refresh();
        RabbitAdmin admin = new RabbitAdmin(connections);
        admin.setApplicationContext(declarations);
        admin.afterPropertiesSet();
        publisher = new ConfirmedPublisher(connections, 1_000);
        consumers.add(RelayConsumer.start(connections, admin, RelayTopology.instanceQueue(RelayTopology.CONTROL, name),
                100, this::onControl));
        for (Lane lane : Lane.values()) {
            consumers.add(RelayConsumer.start(connections, admin, RelayTopology.workQueue(settings.pool, lane),
                    settings.prefetch, this::onJobs));
        }
        var unused = timer.scheduleAtFixedRate(() -> beat(false), 0, HEARTBEAT_MILLIS, TimeUnit.MILLISECONDS);
    }

    public String name() {
        return name;
    }

    /** Everything that was delivered, in order. */
    public List<Handed> handed() {
        return List.copyOf(handed);
    }

    /** How often it was asked what it holds. */
    public int inquiries() {
        return inquiries.get();
    }

    /** Says that its breakers for these providers are open from now on, and no others. */
    public void open(String... providers) {
        unavailable = List.of(providers);
        beat(false);
    }

    /** One at a time, so that the last word is the latest. */
    private synchronized void beat(boolean stopping) {
        CompletableFuture<Void> unused = publisher.publishTransient(RelayTopology.REPORTS, RelayTopology.ALL,
                MessageCodec.write(new WorkerReport.Heartbeat(name, settings.pool, settings.region, settings.providers,
                        unavailable, settings.slots, held.size(), stopping, HEARTBEAT_MILLIS, startedAt,
                        Instant.now(), List.of())));
    }

    private void onControl(Delivery delivery) {
        try {
            if (MessageCodec.read(delivery.body(),
                    ControlMessage.class) instanceof ControlMessage.Inquiry(var question, var replyTo, var jobs)) {
                inquiries.incrementAndGet();
                CompletableFuture<Void> unused = publisher.publishTransient("", RelayTopology.RESULTS,
                        MessageCodec.write(new ResultMessage.HeldAnswer(replyTo, new WorkerReport.Held(name, question,
                                jobs.stream().filter(held::contains).toList(), settings.slots, held.size()))));
            }
        } catch (UnreadableMessageException e) {
            throw new AssertionError(e);
        } finally {
            delivery.ack();
        }
    }

    private void onJobs(Delivery delivery) {
        List<RelayJob> jobs;
        try {
            jobs = MessageCodec.read(delivery.body(), RelayJobs.class).jobs();
        } catch (UnreadableMessageException e) {
            throw new AssertionError(e);
        }
        Instant now = Instant.now();
        for (RelayJob job : jobs) {
            held.add(job.id());
            handed.add(new Handed(job.id(), job.lane(), job.epoch(), now));
        }
        if (settings.starts) {
            CompletableFuture<Void> unused = report(
                    jobs.stream().map(job -> new StartReport(job.id(), job.tenant(), job.lane(), job.model(),
                            job.epoch(), now)).toList(),
                    List.of());
        }
        if (settings.latency.isZero()) {
            finish(delivery, jobs);
        } else {
            later(settings.latency.toMillis(), () -> finish(delivery, jobs));
        }
    }

    private void later(long millis, Runnable task) {
        if (!timer.isShutdown()) {
            var unused = timer.schedule(task, millis, TimeUnit.MILLISECONDS);
        }
    }

    private void finish(Delivery delivery, List<RelayJob> jobs) {
        List<OutcomeReport> outcomes = jobs.stream().map(job -> new OutcomeReport(job.id(), job.tenant(), job.keyId(),
                job.batch(), job.lane(), job.model(), job.epoch(), null, Instant.now(), List.of(),
                settings.outcome.apply(job))).toList();
        var unused = report(List.of(), outcomes).whenComplete((nothing, failure) -> {
            if (failure == null) {
                jobs.forEach(job -> held.remove(job.id()));
                delivery.ack();
            } else {
                // as a worker does: what is not acknowledged keeps its place in the prefetch
                later(RETRY_MILLIS, () -> finish(delivery, jobs));
            }
        });
    }

    private CompletableFuture<Void> report(List<StartReport> starts, List<OutcomeReport> outcomes) {
        return publisher.publish("", RelayTopology.RESULTS,
                MessageCodec.write(new ResultMessage.Results(name, starts, outcomes)));
    }

    /** Says farewell and stops. */
    @Override
    public void close() {
        timer.shutdownNow();
        consumers.forEach(RelayConsumer::pause);
        beat(true);
        consumers.forEach(RelayConsumer::close);
        publisher.close();
        connections.destroy();
        declarations.close();
    }
}
