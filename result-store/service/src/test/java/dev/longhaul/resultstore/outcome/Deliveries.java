package dev.longhaul.resultstore.outcome;

import dev.longhaul.embedded.SharedServers;
import dev.longhaul.link.ConfirmedPublisher;
import dev.longhaul.link.Delivery;
import dev.longhaul.link.RelayConsumer;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitAdmin;

/**
 * Real deliveries of a queue of their own, whose acknowledgement shows in the broker: the embedded one, because
 * RabbitMQ does not tell a client what is unacknowledged.
 */
final class Deliveries implements AutoCloseable {

    private final String name = "test." + UUID.randomUUID();
    private final CachingConnectionFactory connections = new CachingConnectionFactory();
    private final BlockingQueue<Delivery> arrived = new LinkedBlockingQueue<>();
    private final RabbitAdmin admin;
    private final ConfirmedPublisher publisher;
    private final RelayConsumer consumer;

    Deliveries() {
        connections.setUri(SharedServers.embeddedAmqp().uri());
        admin = new RabbitAdmin(connections);
        admin.declareQueue(new Queue(name));
        publisher = new ConfirmedPublisher(connections, 100);
        consumer = RelayConsumer.start(connections, admin, name, 100, arrived::add);
    }

    Delivery next(byte[] body) throws InterruptedException {
        publisher.publish("", name, body).join();
        Delivery delivery = arrived.poll(20, TimeUnit.SECONDS);
        if (delivery == null) {
            throw new AssertionError("nothing was delivered");
        }
        return delivery;
    }

    /** Waits until so many messages are not acknowledged; this broker counts those in our hands too. */
    void awaitUnacknowledged(int count) {
        Awaitility.await().until(() -> {
            var info = admin.getQueueInfo(name);
            return info != null && info.getMessageCount() == count;
        });
    }

    @Override
    public void close() {
        consumer.close();
        publisher.close();
        admin.deleteQueue(name);
        connections.destroy();
    }
}
