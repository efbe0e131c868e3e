package dev.longhaul.log;

import dev.longhaul.contract.message.EventMessage;
import dev.longhaul.contract.message.JobEvent;
import dev.longhaul.contract.message.JobsCancelled;
import dev.longhaul.contract.message.JobsSucceeded;
import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.contract.message.Topics;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.KafkaException;
import org.springframework.kafka.core.KafkaTemplate;

/** Tells the log what has changed in the record. Thread-safe. */
public final class JobEventPublisher {

    private static final Logger log = LoggerFactory.getLogger(JobEventPublisher.class);

    private static final long PAUSE_MILLIS = 1_000;
    private static final long OPEN = 0;

    private final KafkaTemplate<String, byte[]> kafka;
    private final Clock clock;
    private final AtomicLong pausedUntil = new AtomicLong(OPEN);

    JobEventPublisher(KafkaTemplate<String, byte[]> kafka, Clock clock) {
        this.kafka = kafka;
        this.clock = clock;
    }

    /**
     * Sends an event. Nothing is lost when it fails: whoever waits for the event looks at the record from time to time.
     *
     * @return completes when Kafka has it; never fails, tells whether it was sent
     */
    public CompletableFuture<Boolean> publish(EventMessage event) {
        long until = pausedUntil.get();
        // without Kafka every send blocks for seconds, and the record must not wait for that: one send at a time tries
        if (until != OPEN && (clock.millis() < until || !pausedUntil.compareAndSet(until, pause()))) {
            return CompletableFuture.completedFuture(false);
        }
        try {
            return kafka.send(Topics.JOB_EVENTS, event.tenant(), MessageCodec.write(event))
                    .handle((sent, failure) -> failure == null ? sent() : failed(event, failure));
        } catch (KafkaException | org.apache.kafka.common.KafkaException e) {
            return CompletableFuture.completedFuture(failed(event, e));
        }
    }

    /** As {@link #publish(EventMessage)}, for what was recorded together. */
    public CompletableFuture<Void> publish(List<JobEvent> events) {
        return CompletableFuture.allOf(JobsSucceeded.together(events).stream().map(this::publish)
                .toArray(CompletableFuture[]::new));
    }

    /** As {@link #publish(EventMessage)}, for those who do not wait for it. */
    public void announce(EventMessage event) {
        CompletableFuture<Boolean> unused = publish(event);
    }

    /** As {@link #publish(EventMessage)}, for those who do not wait for it. */
    public void announce(JobsCancelled many) {
        CompletableFuture<Boolean> unused = publish(many.jobs().size() == 1 ? many.events().getFirst() : many);
    }

    private boolean sent() {
        pausedUntil.set(OPEN);
        return true;
    }

    private boolean failed(EventMessage event, Throwable failure) {
        pausedUntil.set(pause());
        log.warn("an event of tenant {} was not sent; readers will find in the record what it tells: {}",
                event.tenant(), failure.getMessage());
        return false;
    }

    private long pause() {
        return clock.millis() + PAUSE_MILLIS;
    }
}
