package dev.longhaul.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;

/** Publishes to an AMQP broker of its own until it is killed, and says what was confirmed. */
final class AmqpWriter {

    private static final int UNCONFIRMED = 200;

    private AmqpWriter() {}

    public static void main(String[] arguments) throws Exception {
        EmbeddedAmqp broker = EmbeddedAmqp.start(AmqpOptions.in(Path.of(arguments[0])));
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(broker.uri());
        try (Connection connection = factory.newConnection(); Channel channel = connection.createChannel()) {
            channel.queueDeclare("jobs", true, false, false, null);
            publish(channel);
        }
    }

    private static void publish(Channel channel) throws Exception {
        ConcurrentNavigableMap<Long, String> unconfirmed = new ConcurrentSkipListMap<>();
        Semaphore window = new Semaphore(UNCONFIRMED);
        channel.confirmSelect();
        channel.addConfirmListener((tag, multiple) -> {
            var confirmed = multiple ? unconfirmed.headMap(tag, true) : unconfirmed.subMap(tag, true, tag, true);
            confirmed.values().forEach(ChildJvm::say);
            window.release(confirmed.size());
            confirmed.clear();
        }, (tag, multiple) -> {
            throw new IllegalStateException("Refused: " + tag);
        });
        for (int i = 0;; i++) {
            window.acquire();
            String body = "message-" + i;
            unconfirmed.put(channel.getNextPublishSeqNo(), body);
            channel.basicPublish("", "jobs", MessageProperties.PERSISTENT_BASIC, body.getBytes(UTF_8));
        }
    }
}
