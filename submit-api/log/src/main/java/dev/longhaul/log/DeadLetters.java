package dev.longhaul.log;

import dev.longhaul.contract.message.Topics;
import dev.longhaul.contract.message.UnreadableMessageException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.KafkaException;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.support.SendResult;

/**
 * Where messages go that cannot be read: their bytes as they came, with headers that say where from and why. Whoever
 * keeps one here waits for it before it goes on, so one that is too large for the log is cut and never refused.
 * Thread-safe.
 */
public final class DeadLetters implements AutoCloseable {

    /** Header: the topic or queue it came from, with partition and offset where there are any. */
    public static final String SOURCE = "longhaul-source";

    /** Header: a reason of {@link UnreadableMessageException.Reason}, lower case, or {@value #POISON}. */
    public static final String REASON = "longhaul-reason";

    /** The reason of a message that breaks whoever works on it. */
    public static final String POISON = "poison";

    /** Header: for a person. */
    public static final String MESSAGE = "longhaul-message";

    /** Bytes of a letter before it is compressed, by which the topic takes it or not. */
    static final int LARGEST = 2 * LogConfiguration.LARGEST_RECORD;

    private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);

    private static final String CLIENT = "dead-letters";
    /**
     * So many bytes are kept of a letter that the log refuses for its size, and so many when it refuses that, too: what
     * the record can hold of one; what any topic takes that nobody has made smaller than Kafka does; none.
     */
    private static final List<Integer> SHORTER = List.of(15 << 20, 512 << 10, 0);

    private final KafkaTemplate<String, byte[]> kafka;

    /**
     * @param kafka
     *            its settings; letters have a producer of their own, because they may be larger than all else that a
     *            service sends, and because nothing else should stand behind them
     */
    DeadLetters(KafkaTemplate<String, byte[]> kafka) {
        this.kafka = new KafkaTemplate<>(kafka.getProducerFactory(),
                Map.of(ProducerConfig.CLIENT_ID_CONFIG, CLIENT, ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST,
                        // one that was refused, and what is kept of it
                        ProducerConfig.BUFFER_MEMORY_CONFIG, 2L * LARGEST));
    }

    /** Keeps a record of the log; the future fails when Kafka does not take it. */
    public CompletableFuture<SendResult<String, byte[]>> keep(ConsumerRecord<String, byte[]> unreadable,
            UnreadableMessageException why) {
        String source = unreadable.topic() + "-" + unreadable.partition() + "@" + unreadable.offset();
        log.warn("a message of {} cannot be read and is kept in {}: {}", source, Topics.DEAD_LETTERS,
                why.getMessage());
        return keep(new Letter(unreadable.key(), unreadable.value(), source, why.reason().wire(),
                String.valueOf(why.getMessage())));
    }

    /** Keeps a message of a queue; the future fails when Kafka does not take it. */
    public CompletableFuture<SendResult<String, byte[]>> keep(String queue, byte[] body,
            UnreadableMessageException why) {
        log.warn("a message of {} cannot be read and is kept in {}: {}", queue, Topics.DEAD_LETTERS,
                why.getMessage());
        return keep(new Letter(queue, body, queue, why.reason().wire(), String.valueOf(why.getMessage())));
    }

    /**
     * Keeps a message of a queue that can be read and not be worked on; the future fails when Kafka does not take it.
     *
     * @param message
     *            for a person, without any of the message's content
     */
    public CompletableFuture<SendResult<String, byte[]>> keepPoison(String queue, byte[] body, String message) {
        return keep(new Letter(queue, body, queue, POISON, message));
    }

    private CompletableFuture<SendResult<String, byte[]>> keep(Letter letter) {
        CompletableFuture<SendResult<String, byte[]>> kept = send(letter);
        for (int most : SHORTER) {
            if (letter.canBeCutTo(most)) {
                // not on the producer's own thread, which has to free the memory that this may wait for
                kept = kept.exceptionallyComposeAsync(failure -> LogRefusal.isTooLarge(failure)
                        ? send(cut(letter, most))
                        : CompletableFuture.failedFuture(failure));
            }
        }
        return kept;
    }

    private static Letter cut(Letter letter, int most) {
        log.warn("a message of {} has {} bytes, more than {} takes: {} of them are kept", letter.source,
                letter.length(), Topics.DEAD_LETTERS, most);
        return letter.cutTo(most);
    }

    private CompletableFuture<SendResult<String, byte[]>> send(Letter letter) {
        try {
            return kafka.send(letter.record());
        } catch (KafkaException | org.apache.kafka.common.KafkaException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Sends what is still to be sent. */
    @Override
    public void close() {
        kafka.destroy();
    }

    private static final class Letter {

        private final @Nullable String key;
        private final byte @Nullable [] body;
        private final String source;
        private final String reason;
        private final String message;

        Letter(@Nullable String key, byte @Nullable [] body, String source, String reason, String message) {
            this.key = key;
            this.body = body;
            this.source = source;
            this.reason = reason;
            this.message = message;
        }

        int length() {
            return body == null ? 0 : body.length;
        }

        /** Without its bytes it can do without its key, too: what else of a foreign record could be large? */
        boolean canBeCutTo(int most) {
            return most == 0 || length() > most;
        }

        Letter cutTo(int most) {
            return new Letter(most == 0 ? null : key, body == null ? null : Arrays.copyOf(body, most), source, reason,
                    message + " Of its " + length() + " bytes only the first " + most
                            + " are kept: the log does not take more.");
        }

        ProducerRecord<String, byte[]> record() {
            ProducerRecord<String, byte[]> letter = new ProducerRecord<>(Topics.DEAD_LETTERS, key, body);
            letter.headers().add(SOURCE, utf8(source)).add(REASON, utf8(reason)).add(MESSAGE, utf8(message));
            return letter;
        }

        private static byte[] utf8(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }
}
