package dev.longhaul.worker.held;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longhaul.embedded.SharedServers;
import dev.longhaul.link.ConfirmedPublisher;
import dev.longhaul.link.RelayConsumer;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitAdmin;

/** What a message in our hands keeps alive. */
@Tag("amqp")
class HeldDeliveryTest {

    private static final String QUEUE = "held-delivery-test";

    private final CachingConnectionFactory connections = new CachingConnectionFactory(
            URI.create(SharedServers.amqp().uri()));
    private final RabbitAdmin admin = new RabbitAdmin(connections);

    @AfterEach
    void close() {
        admin.deleteQueue(QUEUE);
        connections.destroy();
    }

    @Test
    void a_message_is_acknowledged_long_after_its_bytes_were_let_go() {
        admin.declareQueue(new Queue(QUEUE));
        List<WeakReference<byte[]>> bodies = new CopyOnWriteArrayList<>();
        List<HeldDelivery> held = new CopyOnWriteArrayList<>();
        try (ConfirmedPublisher publisher = new ConfirmedPublisher(connections, 10);
                RelayConsumer consumer = RelayConsumer.start(connections, admin, QUEUE, 10, delivery -> {
                    bodies.add(new WeakReference<>(delivery.body()));
                    held.add(HeldDelivery.of(delivery, 1));
                })) {
            await().until(consumer::isConsuming);
            // two: the connection may hold what it has read last
            publisher.publish("", QUEUE, new byte[3_000]).join();
            publisher.publish("", QUEUE, new byte[3_000]).join();
            await().until(() -> held.size() == 2);

            await().until(() -> {
                System.gc();
                return bodies.getFirst().refersTo(null);
            });
            held.forEach(HeldDelivery::jobSettled);
        }
        assertThat(Objects.requireNonNull(admin.getQueueInfo(QUEUE)).getMessageCount()).isZero();
    }
}
