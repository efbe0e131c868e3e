package dev.longhaul.log;

import dev.longhaul.contract.message.EventMessage;
import dev.longhaul.contract.message.JobEvent;
import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.contract.message.Topics;
import dev.longhaul.contract.message.UnreadableMessageException;
import dev.longhaul.contract.process.Essential;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.ConsumerFactory;

/**
 * Reads every job event from now on, in every instance: no group, no committed offsets. What happened before, or while
 * Kafka was away, is not told; readers look at the record as well.
 */
public final class JobEventTail implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(JobEventTail.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final long RETRY_MILLIS = 500;

    private final ConsumerFactory<String, byte[]> consumers;
    private final Reader reader;
    private final int phase;
    private volatile CountDownLatch stopping = new CountDownLatch(1);
    private final Object gate = new Object();
    private boolean reading;
    private volatile @Nullable Consumer<String, byte[]> current;
    private volatile @Nullable Thread thread;

    /**
     * @param phase
     *            of the lifecycle: before whatever needs the events
     */
    public JobEventTail(ConsumerFactory<String, byte[]> consumers, int phase, Reader reader) {
        this.consumers = consumers;
        this.phase = phase;
        this.reader = reader;
    }

    /** Takes events, in the order of their partition. */
    public interface Reader {

        /**
         * @param partition
         *            of the event's topic; a tenant's jobs came in by the same partition of their lane's topic
         */
        void onEvent(JobEvent event, int partition);
    }

    @Override
    public void start() {
        stopping = new CountDownLatch(1);
        thread = Essential.platformThread("job-events").start(this::run);
    }

    /** Waits until events are read; false when that takes longer. */
    public boolean awaitReading(Duration most) throws InterruptedException {
        long deadline = System.nanoTime() + most.toNanos();
        synchronized (gate) {
            while (!reading) {
                long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (millis <= 0) {
                    return false;
                }
                gate.wait(millis);
            }
            return true;
        }
    }

    /** Whether events are read now. */
    public boolean isReading() {
        synchronized (gate) {
            return reading;
        }
    }

    private void run() {
        boolean reported = false;
        try {
            do {
                try (Consumer<String, byte[]> consumer = consumers.createConsumer(null, "job-events", null)) {
                    current = consumer;
                    read(consumer);
                } catch (WakeupException e) {
                    log.debug("the reader of job events stops");
                } catch (KafkaException e) {
                    if (!reported) {
                        log.warn("cannot read job events; trying again every {} ms: {}", RETRY_MILLIS, e.getMessage());
                        reported = true;
                    }
                } finally {
                    current = null;
                    setReading(false);
                }
            } while (!stopping.await(RETRY_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read(Consumer<String, byte[]> consumer) {
        List<TopicPartition> all = consumer.partitionsFor(Topics.JOB_EVENTS).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition())).toList();
        if (all.isEmpty()) {
            throw new KafkaException("the topic " + Topics.JOB_EVENTS + " does not exist yet");
        }
        consumer.assign(all);
        consumer.seekToEnd(all);
        all.forEach(consumer::position);
        setReading(true);
        while (stopping.getCount() > 0) {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                hand(record);
            }
        }
    }

    private void setReading(boolean now) {
        synchronized (gate) {
            reading = now;
            gate.notifyAll();
        }
    }

    private void hand(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            log.warn("an event at {}-{}@{} is empty and is skipped", record.topic(), record.partition(),
                    record.offset());
            return;
        }
        try {
            for (JobEvent event : MessageCodec.read(record.value(), EventMessage.class).events()) {
                hand(event, record);
            }
        } catch (UnreadableMessageException e) {
            // not kept: the record holds what it told
            log.warn("an event at {}-{}@{} cannot be read and is skipped: {}", record.topic(), record.partition(),
                    record.offset(), e.getMessage());
        }
    }

    private void hand(JobEvent event, ConsumerRecord<String, byte[]> record) {
        try {
            reader.onEvent(event, record.partition());
        } catch (RuntimeException e) {
            // one event must not end the reading of all others
            log.error("the event of job {} at {}-{}@{} could not be taken; the record holds what it tells", event.id(),
                    record.topic(), record.partition(), record.offset(), e);
        }
    }

    @Override
    public void stop() {
        stopping.countDown();
        Consumer<String, byte[]> consumer = current;
        if (consumer != null) {
            consumer.wakeup();
        }
        Thread running = thread;
        thread = null;
        if (running != null) {
            try {
                running.join(Duration.ofSeconds(5));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    @Override
    public int getPhase() {
        return phase;
    }
}
