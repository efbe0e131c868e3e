package dev.longhaul.link;

import com.rabbitmq.client.Channel;
import java.util.Objects;
import java.util.function.Consumer;
import org.springframework.amqp.core.AcknowledgeMode;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitAdmin;
import org.springframework.amqp.rabbit.listener.DirectMessageListenerContainer;
import org.springframework.amqp.rabbit.listener.api.ChannelAwareMessageListener;

/**
 * Consumes one queue with manual acknowledgements, over reconnects, until it is closed. The handler runs on the
 * connection's thread and must be quick: it hands the delivery on and returns.
 */
public final class RelayConsumer implements AutoCloseable {

    private static final long RECOVERY_MILLIS = 500;

    private final DirectMessageListenerContainer container;

    private RelayConsumer(DirectMessageListenerContainer container) {
        this.container = container;
    }

    /**
     * Starts consuming; does not wait for the broker, and goes on trying while it is away.
     *
     * @param admin
     *            declares the queue again after it was lost with its connection
     * @param prefetch
     *            unacknowledged messages at a time, at least 1
     */
    public static RelayConsumer start(ConnectionFactory connections, RabbitAdmin admin, String queue, int prefetch,
            Consumer<Delivery> handler) {
        DirectMessageListenerContainer container = new DirectMessageListenerContainer(connections);
        container.setQueueNames(queue);
        container.setAmqpAdmin(admin);
        container.setPrefetchCount(prefetch);
        container.setAcknowledgeMode(AcknowledgeMode.MANUAL);
        container.setMissingQueuesFatal(false);
        container.setRecoveryInterval(RECOVERY_MILLIS);
        container.setFailedDeclarationRetryInterval(RECOVERY_MILLIS);
        container.setMonitorInterval(RECOVERY_MILLIS);
        ChannelAwareMessageListener listener = (message, channel) -> handler
                .accept(new Delivery(message, Objects.<Channel>requireNonNull(channel)));
        container.setMessageListener(listener);
        container.afterPropertiesSet();
        container.start();
        return new RelayConsumer(container);
    }

    /** Whether a consumer is registered with the broker now. */
    public boolean isConsuming() {
        return container.getActiveConsumerCount() > 0;
    }

    /** Takes no more deliveries. What is unacknowledged can still be acknowledged until the connection closes. */
    public void pause() {
        container.stop();
    }

    @Override
    public void close() {
        container.destroy();
    }
}
