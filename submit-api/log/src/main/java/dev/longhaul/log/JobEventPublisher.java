package dev.longhaul.log;

import dev.longhaul.contract.message.JobEvent;
import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.contract.message.Topics;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.KafkaException;
import org.springframework.kafka.core.KafkaTemplate;

/** Tells the log that a job has changed in the record. Thread-safe. */
public final class JobEventPublisher {

    private static final Logger log = LoggerFactory.getLogger(JobEventPublisher.class);

    private final KafkaTemplate<String, byte[]> kafka;

    JobEventPublisher(KafkaTemplate<String, byte[]> kafka) {
        this.kafka = kafka;
    }

    /**
     * Sends an event. Nothing is lost when it fails: whoever waits for the event looks at the record from time to time.
     *
     * @return completes when Kafka has it; never fails, tells whether it was sent
     */
    public CompletableFuture<Boolean> publish(JobEvent event) {
        try {
            return kafka.send(Topics.JOB_EVENTS, event.tenant(), MessageCodec.write(event))
                    .handle((sent, failure) -> failure == null || reported(event, failure));
        } catch (KafkaException e) {
            return CompletableFuture.completedFuture(reported(event, e));
        }
    }

    private static boolean reported(JobEvent event, Throwable failure) {
        log.warn("job {} of tenant {} is {}, but its event was not sent; readers will find it in the record: {}",
                event.id(), event.tenant(), event.state().wire(), failure.getMessage());
        return false;
    }
}
