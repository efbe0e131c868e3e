package dev.longhaul.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.message.JobEvent;
import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.contract.message.Topics;
import dev.longhaul.contract.message.UnreadableMessageException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Status;

/** What the log must do on every Kafka. */
abstract class LogConformance {

    private static final Duration SOON = Duration.ofSeconds(30);

    private final KafkaLog log = new KafkaLog(bootstrapServers(), Clock.systemUTC());
    private final String tenant = "tenant-" + UUID.randomUUID();

    abstract String bootstrapServers();

    @BeforeEach
    void createTopics() {
        log.created();
    }

    @AfterEach
    void close() {
        log.close();
    }

    private JobEvent event(long number) {
        return new JobEvent(new JobId(number, 1, 1), tenant, Lane.BATCH, "m", JobState.SUCCEEDED, 1,
                Instant.parse("2026-11-23T10:00:00Z"), null, null);
    }

    private JobEventTail tail(JobEventTail.Reader reader) throws InterruptedException {
        JobEventTail tail = new JobEventTail(log.consumers(), 0, reader);
        tail.start();
        assertThat(tail.awaitReading(SOON)).isTrue();
        return tail;
    }

    @Test
    void every_topic_exists_with_its_partitions() throws Exception {
        try (Admin admin = Admin.create(log.admin().getConfigurationProperties())) {
            Map<String, TopicDescription> topics = admin.describeTopics(java.util.List.of(Topics.jobs(Lane.INTERACTIVE),
                    Topics.jobs(Lane.STANDARD), Topics.jobs(Lane.BATCH), Topics.JOB_EVENTS, Topics.DEAD_LETTERS))
                    .allTopicNames().get();
            assertThat(topics.values()).allSatisfy(topic -> assertThat(topic.partitions()).hasSize(12));
        }
    }

    @Test
    void an_event_reaches_every_reader_and_only_from_when_it_reads() throws Exception {
        assertThat(log.events().publish(event(1)).get()).isTrue();
        Queue<JobEvent> first = new ConcurrentLinkedQueue<>();
        Queue<JobEvent> second = new ConcurrentLinkedQueue<>();
        JobEventTail one = tail((event, partition) -> collect(first, event));
        JobEventTail other = tail((event, partition) -> collect(second, event));
        try {
            log.events().announce(event(2));
            Awaitility.await().atMost(SOON).until(() -> !first.isEmpty() && !second.isEmpty());
            assertThat(first).containsExactly(event(2));
            assertThat(second).containsExactly(event(2));
        } finally {
            one.stop();
            other.stop();
        }
        assertThat(one.isRunning()).isFalse();
        assertThat(one.isReading()).isFalse();
    }

    private void collect(Queue<JobEvent> into, JobEvent event) {
        if (event.tenant().equals(tenant)) {
            into.add(event);
        }
    }

    @Test
    void a_reader_goes_on_after_events_that_it_cannot_take() throws Exception {
        Queue<JobEvent> seen = new ConcurrentLinkedQueue<>();
        JobEventTail tail = tail((event, partition) -> {
            collect(seen, event);
            if (event.tenant().equals(tenant) && event.id().high() == 1) {
                throw new IllegalStateException("planted");
            }
        });
        try {
            log.template().send(Topics.JOB_EVENTS, tenant, "{\"v\":\"job.event.v99\"}".getBytes(StandardCharsets.UTF_8))
                    .get();
            log.template().send(Topics.JOB_EVENTS, tenant, null).get();
            assertThat(log.events().publish(event(1)).get()).isTrue();
            assertThat(log.events().publish(event(2)).get()).isTrue();
            Awaitility.await().atMost(SOON).until(() -> seen.contains(event(2)));
            log.events().publish(List.of(event(1), event(3), event(4))).get();
            Awaitility.await().atMost(SOON).until(() -> seen.containsAll(List.of(event(3), event(4))));
        } finally {
            tail.stop();
        }
    }

    @Test
    void a_letter_keeps_its_bytes_and_says_where_from_and_why() throws Exception {
        byte[] bytes = ("{\"v\":\"job.submitted.v99\",\"n\":\"" + tenant + "\"}").getBytes(StandardCharsets.UTF_8);
        UnreadableMessageException why = unreadable(bytes);
        ConsumerRecord<String, byte[]> source = new ConsumerRecord<>("jobs.batch", 3, 42, tenant, bytes);
        TopicPartition where = new TopicPartition(Topics.DEAD_LETTERS,
                log.deadLetters().keep(source, why).get().getRecordMetadata().partition());
        ConsumerRecord<String, byte[]> letter = find(where);
        assertThat(letter.value()).isEqualTo(bytes);
        assertThat(header(letter, DeadLetters.SOURCE)).isEqualTo("jobs.batch-3@42");
        assertThat(header(letter, DeadLetters.REASON)).isEqualTo("unknown_version");
        assertThat(header(letter, DeadLetters.MESSAGE)).isNotBlank();
    }

    private static UnreadableMessageException unreadable(byte[] bytes) {
        try {
            MessageCodec.read(bytes, JobEvent.class);
            throw new AssertionError("it was read");
        } catch (UnreadableMessageException e) {
            return e;
        }
    }

    private ConsumerRecord<String, byte[]> find(TopicPartition where) {
        try (Consumer<String, byte[]> consumer = log.consumers().createConsumer("test-" + tenant, null)) {
            consumer.assign(java.util.List.of(where));
            consumer.seekToBeginning(java.util.List.of(where));
            return Awaitility.await().atMost(SOON).until(() -> {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    if (tenant.equals(record.key())) {
                        return record;
                    }
                }
                return null;
            }, java.util.Objects::nonNull);
        }
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    @Test
    void health_is_up_while_a_broker_answers() {
        try (KafkaHealthIndicator health = log.health()) {
            assertThat(health.health().getStatus()).isEqualTo(Status.UP);
        }
    }
}
