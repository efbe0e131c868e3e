package dev.longhaul.dispatcher.intake;

import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.message.Topics;
import dev.longhaul.contract.process.Essential;
import dev.longhaul.dispatcher.dispatch.DispatchLoop;
import dev.longhaul.dispatcher.dispatch.JobDispatcher;
import dev.longhaul.dispatcher.fairness.Scheduler;
import dev.longhaul.log.DeadLetters;
import dev.longhaul.log.JobEventTail;
import dev.longhaul.store.job.JobStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;
import org.springframework.util.backoff.FixedBackOff;

/**
 * One consumer a lane, so that a million batch lines never stand before a chat call. All of them are in one group with
 * range assignment over names that begin with the instance, so that a tenant's partition of every lane comes to the
 * same dispatcher.
 */
public final class Intake implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Intake.class);
    private static final String GROUP = "dispatcher";
    private static final long RETRY_MILLIS = 1_000;
    private static final String FETCH_BYTES = Integer.toString(16 * 1024 * 1024);
    private static final String FETCH_BYTES_OF_SHARD = Integer.toString(1024 * 1024);
    private static final Duration EVENTS_WAIT = Duration.ofSeconds(10);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(10);

    private final List<KafkaMessageListenerContainer<String, byte[]>> containers = new ArrayList<>();
    private final JobEventTail events;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile boolean running;

    /**
     * @param instance
     *            names this dispatcher among the group's members
     * @param batch
     *            jobs recorded at a time
     * @param events
     *            read before the first shard is loaded, so that no change falls between
     */
    public Intake(String instance, int batch, ConsumerFactory<String, byte[]> consumers, JobStore store,
            Scheduler scheduler, JobDispatcher dispatcher, DispatchLoop loop, DeadLetters deadLetters,
            JobEventTail events) {
        this.events = events;
        for (Lane lane : Lane.values()) {
            ContainerProperties properties = new ContainerProperties(Topics.jobs(lane));
            properties.setGroupId(GROUP);
            properties.setClientId(instance + "-" + lane.wire());
            properties.setKafkaConsumerProperties(consumerProperties(batch));
            properties.setMissingTopicsFatal(false);
            properties.setMessageListener(new JobIntakeListener(lane, store.intake(), store.dispatch(), scheduler,
                    dispatcher, loop, deadLetters));
            properties.setConsumerRebalanceListener(
                    new ShardOwnership(lane, store.dispatch(), scheduler, loop, stopping));
            KafkaMessageListenerContainer<String, byte[]> container = new KafkaMessageListenerContainer<>(consumers,
                    properties);
            container.setBeanName("intake-" + lane.wire());
            // the record may be away for hours: the batch stays in Kafka and is tried until it is back
            container.setCommonErrorHandler(
                    new DefaultErrorHandler(new FixedBackOff(RETRY_MILLIS, FixedBackOff.UNLIMITED_ATTEMPTS)));
            container.setEmergencyStop(() -> Essential.hasEnded("intake-" + lane.wire()));
            containers.add(container);
        }
    }

    private static Properties consumerProperties(int batch) {
        Properties properties = new Properties();
        properties.putAll(Map.of(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Integer.toString(batch),
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest", ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false",
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, RangeAssignor.class.getName(),
                // long jobs lie uncompressed in the log, so that these bound what is in memory
                ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES,
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES_OF_SHARD,
                // a dead dispatcher's shards are another's within 15 s
                ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, "9000", ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, "2000"));
        return properties;
    }

    @Override
    public void start() {
        try {
            if (!events.awaitReading(EVENTS_WAIT)) {
                log.warn("job events are not read yet; the intake starts, and the reconciler covers the gap");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        containers.forEach(KafkaMessageListenerContainer::start);
        running = true;
    }

    @Override
    public void stop() {
        stopping.countDown();
        CountDownLatch stopped = new CountDownLatch(containers.size());
        // all at the same time: each leaves the group, so that another dispatcher need not wait for its session to end
        containers.forEach(container -> container.stop(stopped::countDown));
        try {
            if (!stopped.await(STOP_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("the intake does not stop within {}; what it has not committed comes again", STOP_WITHIN);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Starts last and stops first. */
    @Override
    public int getPhase() {
        return 200;
    }
}
