package dev.longhaul.resultstore;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.longhaul.contract.job.CachePolicy;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobIds;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.job.OnAmbiguous;
import dev.longhaul.contract.job.TokenEstimate;
import dev.longhaul.contract.message.Attempt;
import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.OutcomeReport;
import dev.longhaul.contract.message.ResultMessage;
import dev.longhaul.contract.message.StartReport;
import dev.longhaul.contract.message.SubmittedJob;
import dev.longhaul.embedded.SharedServers;
import dev.longhaul.link.ConfirmedPublisher;
import dev.longhaul.link.RelayTopology;
import dev.longhaul.store.job.JobIntake.NewJob;
import dev.longhaul.store.job.JobRecord;
import dev.longhaul.store.job.JobStore;
import dev.longhaul.store.job.Shard;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitAdmin;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** What the tests run the result-store with: servers, jobs in the record, and a worker's voice on the queue. */
public final class Workplace implements AutoCloseable {

    public static final Duration A_WHILE = Duration.ofSeconds(60);

    private static final JobIds IDS = new JobIds("sixteen bytes or more".getBytes(StandardCharsets.UTF_8),
            Clock.systemUTC(), new SecureRandom());
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private final String amqp;
    private final String mongo;
    private final String database = "results" + DATABASES.incrementAndGet();
    private final List<ConfigurableApplicationContext> services = new ArrayList<>();
    private final CachingConnectionFactory connections = new CachingConnectionFactory();
    private final RabbitAdmin admin;
    private final ConfirmedPublisher publisher;
    private final MongoClient client;
    private final JobStore store;

    public Workplace(String amqp, String mongo) {
        this.amqp = amqp;
        this.mongo = mongo;
        connections.setUri(amqp);
        admin = new RabbitAdmin(connections);
        RelayTopology.durable(Set.of()).getDeclarablesByType(org.springframework.amqp.core.Queue.class)
                .forEach(queue -> {
                    admin.declareQueue(queue);
                    admin.purgeQueue(queue.getName());
                });
        publisher = new ConfirmedPublisher(connections, 1_000);
        client = MongoClients.create(mongo);
        store = new JobStore(client.getDatabase(database), Clock.systemUTC(), Duration.ofDays(1));
    }

    public static Workplace shared() {
        return new Workplace(SharedServers.amqp().uri(), SharedServers.mongo().uri("admin"));
    }

    public ConfigurableApplicationContext service(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--server.port=0", "--spring.main.banner-mode=off",
                "--spring.kafka.bootstrap-servers=" + SharedServers.kafka().bootstrapServers(),
                "--spring.rabbitmq.addresses=" + amqp, "--spring.mongodb.uri=" + mongo,
                "--longhaul.store.database=" + database, "--longhaul.catalog=src/test/resources/catalog.yaml"));
        all.addAll(List.of(arguments));
        ConfigurableApplicationContext service = new SpringApplicationBuilder(ResultStoreApplication.class)
                .run(all.toArray(String[]::new));
        services.add(service);
        return service;
    }

    public CachingConnectionFactory connections() {
        return connections;
    }

    public RabbitAdmin admin() {
        return admin;
    }

    public ConfirmedPublisher publisher() {
        return publisher;
    }

    public JobStore store() {
        return store;
    }

    public JobRecord job(SubmittedJob job) {
        return store.queries().find(job.id()).orElseThrow();
    }

    /** Jobs that are recorded as dispatched under epoch 1. */
    public List<SubmittedJob> dispatched(int count, Lane lane, OnAmbiguous onAmbiguous) {
        List<SubmittedJob> jobs = IntStream.range(0, count)
                .mapToObj(i -> submitted(IDS.mint("acme"), lane, onAmbiguous))
                .toList();
        store.intake().record(jobs.stream().map(job -> new NewJob(job, new Shard(lane, 0), true)).toList());
        return jobs;
    }

    public SubmittedJob dispatched() {
        return dispatched(1, Lane.STANDARD, OnAmbiguous.RETRY).getFirst();
    }

    private static SubmittedJob submitted(JobId id, Lane lane, OnAmbiguous onAmbiguous) {
        return new SubmittedJob(id, "acme", "key_test", "night-run", lane, 0, "small", "{}", false, null, Map.of(),
                null, null,
                CachePolicy.NEVER, null, onAmbiguous, null, null, new TokenEstimate(40, 60), Instant.now());
    }

    public static StartReport start(SubmittedJob job) {
        return new StartReport(job.id(), job.tenant(), job.lane(), job.model(), 1, Instant.now());
    }

    public static OutcomeReport outcome(SubmittedJob job, Outcome outcome, Attempt... attempts) {
        return new OutcomeReport(job.id(), job.tenant(), job.keyId(), job.batch(), job.lane(), job.model(), 1, null,
                Instant.now(),
                List.of(attempts), outcome);
    }

    public static OutcomeReport succeeded(SubmittedJob job) {
        return outcome(job, new Outcome.Succeeded("{\"id\":\"" + job.id() + "\"}", null));
    }

    public static ResultMessage.Results results(List<StartReport> starts, List<OutcomeReport> outcomes) {
        return new ResultMessage.Results("worker-1", starts, outcomes);
    }

    public void say(ResultMessage message) {
        send(MessageCodec.write(message));
    }

    public void send(byte[] body) {
        publisher.publish("", RelayTopology.RESULTS, body).join();
    }

    public void await(SubmittedJob job, JobState state) {
        awaitAll(List.of(job), state);
    }

    public void awaitAll(List<SubmittedJob> jobs, JobState state) {
        Awaitility.await().atMost(A_WHILE).pollInterval(Duration.ofMillis(50))
                .until(() -> jobs.stream().allMatch(job -> job(job).state() == state));
    }

    /** Waits until no message is with the broker; only the embedded one counts those in the service's hands too. */
    public void awaitQuiet() {
        Awaitility.await().atMost(A_WHILE).until(() -> {
            var queue = admin.getQueueInfo(RelayTopology.RESULTS);
            return queue != null && queue.getMessageCount() == 0;
        });
    }

    @Override
    public void close() {
        for (ConfigurableApplicationContext service : services) {
            service.close();
        }
        publisher.close();
        connections.destroy();
        client.close();
    }
}
