package dev.longhaul.log;

import dev.longhaul.contract.message.Topics;
import dev.longhaul.contract.message.UnreadableMessageException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.support.SendResult;

/** Where messages go that cannot be read: their bytes as they came, with headers that say where from and why. */
public final class DeadLetters {

    /** Header: the topic or queue it came from, with partition and offset where there are any. */
    public static final String SOURCE = "longhaul-source";

    /** Header: a reason of {@link UnreadableMessageException.Reason}, lower case, or {@value #POISON}. */
    public static final String REASON = "longhaul-reason";

    /** The reason of a message that breaks whoever works on it. */
    public static final String POISON = "poison";

    /** Header: for a person. */
    public static final String MESSAGE = "longhaul-message";

    private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);

    private final KafkaTemplate<String, byte[]> kafka;

    DeadLetters(KafkaTemplate<String, byte[]> kafka) {
        this.kafka = kafka;
    }

    /** Keeps a record of the log; the future fails when Kafka does not take it. */
    public CompletableFuture<SendResult<String, byte[]>> keep(ConsumerRecord<String, byte[]> unreadable,
            UnreadableMessageException why) {
        String source = unreadable.topic() + "-" + unreadable.partition() + "@" + unreadable.offset();
        log.warn("a message of {} cannot be read and is kept in {}: {}", source, Topics.DEAD_LETTERS,
                why.getMessage());
        return send(unreadable.key(), unreadable.value(), source, why.reason().wire(),
                String.valueOf(why.getMessage()));
    }

    /** Keeps a message of a queue; the future fails when Kafka does not take it. */
    public CompletableFuture<SendResult<String, byte[]>> keep(String queue, byte[] body,
            UnreadableMessageException why) {
        log.warn("a message of {} cannot be read and is kept in {}: {}", queue, Topics.DEAD_LETTERS,
                why.getMessage());
        return send(queue, body, queue, why.reason().wire(), String.valueOf(why.getMessage()));
    }

    /**
     * Keeps a message of a queue that can be read and not be worked on; the future fails when Kafka does not take it.
     *
     * @param message
     *            for a person, without any of the message's content
     */
    public CompletableFuture<SendResult<String, byte[]>> keepPoison(String queue, byte[] body, String message) {
        return send(queue, body, queue, POISON, message);
    }

    private CompletableFuture<SendResult<String, byte[]>> send(String key, byte[] body, String source, String reason,
            String message) {
        ProducerRecord<String, byte[]> letter = new ProducerRecord<>(Topics.DEAD_LETTERS, key, body);
        letter.headers().add(SOURCE, utf8(source)).add(REASON, utf8(reason)).add(MESSAGE, utf8(message));
        return kafka.send(letter);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
