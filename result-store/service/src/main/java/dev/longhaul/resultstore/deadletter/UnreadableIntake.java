package dev.longhaul.resultstore.deadletter;

import dev.longhaul.contract.message.Topics;
import dev.longhaul.contract.process.Essential;
import dev.longhaul.log.DeadLetters;
import dev.longhaul.store.deadletter.UnreadableMessage;
import dev.longhaul.store.deadletter.UnreadableStore;
import dev.longhaul.store.deadletter.UnreadableStore.Fresh;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.listener.BatchMessageListener;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;
import org.springframework.util.backoff.FixedBackOff;

/**
 * Brings the messages that stand in the log because nobody could read them into the record, where administrators see
 * them. Ids follow from the place in the log, so one that is read twice is kept once.
 */
public final class UnreadableIntake implements SmartLifecycle {

    private static final String GROUP = "dead-letters";
    private static final long RETRY_MILLIS = 1_000;
    /** They may be large. */
    private static final String AT_A_TIME = "20";
    private static final int TIME_DIGITS = 12;
    private static final int PARTITION_DIGITS = 4;
    private static final HexFormat HEX = HexFormat.of();

    private final KafkaMessageListenerContainer<String, byte[]> container;

    public UnreadableIntake(ConsumerFactory<String, byte[]> consumers, UnreadableStore store) {
        ContainerProperties properties = new ContainerProperties(Topics.DEAD_LETTERS);
        properties.setGroupId(GROUP);
        Properties consumer = new Properties();
        consumer.setProperty(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        consumer.setProperty(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        consumer.setProperty(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, AT_A_TIME);
        properties.setKafkaConsumerProperties(consumer);
        properties.setMissingTopicsFatal(false);
        properties.setMessageListener((BatchMessageListener<String, byte[]>) records -> store
                .add(records.stream().map(UnreadableIntake::fresh).toList()));
        container = new KafkaMessageListenerContainer<>(consumers, properties);
        container.setBeanName("dead-letters");
        // the record may be away for hours: the messages stay in Kafka
        container.setCommonErrorHandler(
                new DefaultErrorHandler(new FixedBackOff(RETRY_MILLIS, FixedBackOff.UNLIMITED_ATTEMPTS)));
        container.setEmergencyStop(() -> Essential.hasEnded("dead-letters"));
    }

    static Fresh fresh(ConsumerRecord<String, byte[]> letter) {
        String id = UnreadableMessage.PREFIX + HEX.toHexDigits(Math.max(0, letter.timestamp()), TIME_DIGITS)
                + HEX.toHexDigits(letter.partition(), PARTITION_DIGITS) + HEX.toHexDigits(letter.offset());
        byte[] body = letter.value();
        return new Fresh(id, Instant.ofEpochMilli(Math.max(0, letter.timestamp())),
                text(letter.headers().lastHeader(DeadLetters.SOURCE)),
                text(letter.headers().lastHeader(DeadLetters.REASON)),
                text(letter.headers().lastHeader(DeadLetters.MESSAGE)), body == null ? new byte[0] : body);
    }

    private static String text(@Nullable Header header) {
        return header == null ? "unknown" : new String(header.value(), StandardCharsets.UTF_8);
    }

    @Override
    public void start() {
        container.start();
    }

    @Override
    public void stop() {
        container.stop();
    }

    @Override
    public boolean isRunning() {
        return container.isRunning();
    }
}
