package dev.longhaul.api.testing;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.message.JobEvent;
import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.contract.message.SubmittedJob;
import dev.longhaul.contract.message.Topics;
import dev.longhaul.contract.message.UnreadableMessageException;
import dev.longhaul.embedded.SharedServers;
import dev.longhaul.link.ConfirmedPublisher;
import dev.longhaul.store.deadletter.UnreadableStore;
import dev.longhaul.store.job.JobStore;
import dev.longhaul.store.job.Shard;
import dev.longhaul.store.usage.UsageStore;
import dev.longhaul.store.webhook.WebhookDeliveries;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;

/**
 * Dispatcher, worker and result-store in one, for the wire: takes jobs from their topics, records them, answers over
 * AMQP, tells the log. What becomes of a job is scripted by its model; a job of any other model is answered at once.
 */
public final class FakePipeline {

    static final String DATABASE = "submit-api-test";

    private static final FakePipeline SHARED = new FakePipeline();

    private final MongoClient mongo = MongoClients.create(SharedServers.mongo().uri(DATABASE));
    final JobStore store = new JobStore(mongo.getDatabase(DATABASE), Clock.systemUTC(), Duration.ofDays(1));
    public final ConfirmedPublisher amqp = new ConfirmedPublisher(
            new CachingConnectionFactory(URI.create(SharedServers.amqp().uri())), 1_000);
    private final KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
            Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, SharedServers.kafka().bootstrapServers(),
                    ProducerConfig.LINGER_MS_CONFIG, 0),
            new StringSerializer(), new ByteArraySerializer());
    private final Map<String, Consumer<FakeJob>> scripts = new ConcurrentHashMap<>();
    private final List<SubmittedJob> taken = new ArrayList<>();

    private FakePipeline() {
        Thread.ofPlatform().daemon().name("fake-pipeline").start(this::consume);
    }

    /** The one of this JVM; runs as long as it does. */
    public static FakePipeline shared() {
        return SHARED;
    }

    /** What is done with each job of this model, on a thread of its own. */
    public void script(String model, Consumer<FakeJob> script) {
        scripts.put(model, script);
    }

    public JobStore store() {
        return store;
    }

    /** The ledger of what jobs have used. */
    public UsageStore usage() {
        return new UsageStore(mongo.getDatabase(DATABASE), store.spending(), Clock.systemUTC());
    }

    /** Messages that nobody could read. */
    public UnreadableStore unreadable() {
        return new UnreadableStore(mongo.getDatabase(DATABASE), Clock.systemUTC(), Duration.ofDays(1));
    }

    /** What is on its way to webhooks. */
    public WebhookDeliveries deliveries() {
        return new WebhookDeliveries(mongo.getDatabase(DATABASE), Clock.systemUTC());
    }

    /** The records that came for a model, repeats included. */
    public List<SubmittedJob> taken(String model) {
        synchronized (taken) {
            return taken.stream().filter(job -> job.model().equals(model)).toList();
        }
    }

    void announce(JobEvent event) {
        Future<RecordMetadata> unused = producer
                .send(new ProducerRecord<>(Topics.JOB_EVENTS, event.tenant(), MessageCodec.write(event)));
        producer.flush();
    }

    private void consume() {
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, SharedServers.kafka().bootstrapServers(),
                        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false),
                new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> all = new ArrayList<>();
            while (all.isEmpty()) {
                consumer.listTopics().forEach((topic, partitions) -> {
                    if (topic.startsWith("jobs.") && !topic.equals(Topics.DEAD_LETTERS)) {
                        partitions.forEach(each -> all.add(new TopicPartition(topic, each.partition())));
                    }
                });
            }
            consumer.assign(all);
            consumer.seekToBeginning(all);
            while (true) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    take(record);
                }
            }
        }
    }

    private void take(ConsumerRecord<String, byte[]> record) {
        SubmittedJob job;
        try {
            job = MessageCodec.read(record.value(), SubmittedJob.class);
        } catch (UnreadableMessageException e) {
            throw new AssertionError(e);
        }
        synchronized (taken) {
            taken.add(job);
        }
        Lane lane = Lane.fromWire(record.topic().substring("jobs.".length()));
        FakeJob handle = new FakeJob(this, job, new Shard(lane, record.partition()));
        Thread.ofVirtual().start(() -> scripts.getOrDefault(job.model(), FakeJob::answer).accept(handle));
    }
}
