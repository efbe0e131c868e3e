package dev.longhaul.dispatcher.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.contract.message.SubmittedJob;
import dev.longhaul.contract.message.Topics;
import dev.longhaul.dispatcher.DispatcherApplication;
import dev.longhaul.link.RelayTopology;
import dev.longhaul.resultstore.ResultStoreApplication;
import dev.longhaul.store.job.JobRecord;
import dev.longhaul.store.job.JobStore;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitAdmin;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The services around the dispatcher, started and stopped by a test; what is not under test is played here. */
public final class Platform implements AutoCloseable {

    private static final List<String> POOLS = List.of("default", "standby");

    private final Servers servers;
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final KafkaProducer<String, byte[]> log;
    private final MongoClient mongo;
    private final JobStore store;

    public Platform(Servers servers) {
        this.servers = servers;
        log = keep(new KafkaProducer<>(Map.of("bootstrap.servers", servers.kafka(), "acks", "all", "linger.ms", 2,
                "max.request.size", 16 << 20),
                new StringSerializer(), new ByteArraySerializer()));
        mongo = keep(MongoClients.create(servers.mongo()));
        store = new JobStore(mongo.getDatabase(servers.database()), Clock.systemUTC(), Duration.ofDays(1));
    }

    public Servers servers() {
        return servers;
    }

    /** Registers something that is closed with the platform, the latest first. */
    public <T extends AutoCloseable> T keep(T part) {
        started.push(part);
        return part;
    }

    public ConfigurableApplicationContext dispatcher(String... arguments) {
        return keep(start(DispatcherApplication.class, arguments));
    }

    public ConfigurableApplicationContext resultStore(String... arguments) {
        return keep(start(ResultStoreApplication.class, arguments));
    }

    public TestWorker worker(TestWorker.Settings settings) {
        return keep(new TestWorker(servers.amqp(), settings));
    }

    public TestAsker asker() {
        return keep(new TestAsker(servers.amqp()));
    }

    /** What a service answers on its own port. */
    public static String get(ConfigurableApplicationContext service, String path) throws IOException {
        String port = service.getEnvironment().getRequiredProperty("local.server.port");
        HttpURLConnection call = (HttpURLConnection) URI.create("http://127.0.0.1:" + port + path).toURL()
                .openConnection();
        try (InputStream body = call.getResponseCode() < 400 ? call.getInputStream() : call.getErrorStream()) {
            return call.getResponseCode() + " " + new String(body.readAllBytes(), StandardCharsets.UTF_8);
        } finally {
            call.disconnect();
        }
    }

    private ConfigurableApplicationContext start(Class<?> application, String... arguments) {
        List<String> all = servers.arguments();
        for (String argument : arguments) {
            all.removeIf(other -> other.startsWith(argument.substring(0, argument.indexOf('=') + 1)));
            all.add(argument);
        }
        return new SpringApplicationBuilder(application).run(all.toArray(String[]::new));
    }

    public void submit(SubmittedJob job) {
        submit(List.of(job));
    }

    public void submit(Collection<SubmittedJob> jobs) {
        jobs.forEach(job -> send(job.lane(), job.tenant(), MessageCodec.write(job)));
        log.flush();
    }

    public void send(Lane lane, String key, byte[] value) {
        var unused = log.send(new ProducerRecord<>(Topics.jobs(lane), key, value));
    }

    public void flush() {
        log.flush();
    }

    public JobStore store() {
        return store;
    }

    public JobRecord job(JobId id) {
        return store.queries().find(id).orElseThrow(() -> new AssertionError(id + " is not recorded"));
    }

    public Map<JobState, Long> states(Collection<SubmittedJob> jobs) {
        return store.queries().find(jobs.stream().map(SubmittedJob::id).toList()).stream()
                .collect(Collectors.groupingBy(JobRecord::state, Collectors.counting()));
    }

    /** Waits until all of these jobs have come to this state, and no other. */
    public void awaitAll(Collection<SubmittedJob> jobs, JobState state, Duration within) {
        Awaitility.await().atMost(within).pollInterval(Duration.ofMillis(100)).untilAsserted(
                () -> assertThat(states(jobs)).containsExactly(Map.entry(state, (long) jobs.size())));
    }

    public void await(SubmittedJob job, JobState state) {
        awaitAll(List.of(job), state, Duration.ofSeconds(20));
    }

    /** Empties every queue of the work: what stood in the broker is lost. */
    public void purge() {
        CachingConnectionFactory connections = connections(servers.amqp());
        try {
            RabbitAdmin admin = new RabbitAdmin(connections);
            List<String> queues = new ArrayList<>(List.of(RelayTopology.RESULTS, RelayTopology.DEAD));
            POOLS.forEach(
                    pool -> Set.of(Lane.values()).forEach(lane -> queues.add(RelayTopology.workQueue(pool, lane))));
            for (String queue : queues) {
                admin.declareQueue(new Queue(queue));
                admin.purgeQueue(queue);
            }
        } finally {
            connections.destroy();
        }
    }

    static CachingConnectionFactory connections(String uri) {
        CachingConnectionFactory connections = new CachingConnectionFactory();
        connections.setUri(uri);
        return connections;
    }

    @Override
    public void close() {
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException("a part of the platform does not stop", e);
            }
        }
    }
}
