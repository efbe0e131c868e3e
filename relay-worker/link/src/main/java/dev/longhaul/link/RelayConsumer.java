package dev.longhaul.link;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import dev.longhaul.contract.process.Essential;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitAdmin;

/**
 * Consumes one queue with manual acknowledgements, over reconnects, until it is closed. The handler runs on the
 * connection's thread and must be quick: it hands the delivery on and returns. When it throws, the delivery goes back
 * to its queue after half a second and the consumer goes on.
 *
 * <p>
 * Spring's listener containers close their channel when they stop, which gives back what is still being worked on; this
 * one can stop taking and still acknowledge.
 */
public final class RelayConsumer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RelayConsumer.class);
    private static final long RETRY_MILLIS = 500;

    private final ConnectionFactory connections;
    private final RabbitAdmin admin;
    private final String queue;
    private final int prefetch;
    private final Runnable beforeDeliveries;
    private final Consumer<Delivery> handler;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread keeper;
    private volatile @Nullable Subscription subscription;

    private RelayConsumer(ConnectionFactory connections, RabbitAdmin admin, String queue, int prefetch,
            Runnable beforeDeliveries, Consumer<Delivery> handler) {
        this.connections = connections;
        this.admin = admin;
        this.queue = queue;
        this.prefetch = prefetch;
        this.beforeDeliveries = beforeDeliveries;
        this.handler = handler;
        this.keeper = Essential.virtualThread("consume-" + queue).unstarted(this::keepConsuming);
    }

    /**
     * Starts consuming; does not wait for the broker, and goes on trying while it is away.
     *
     * @param admin
     *            declares the queue again after it was lost with its connection
     * @param prefetch
     *            unacknowledged messages at a time, 1 to 65,535
     */
    public static RelayConsumer start(ConnectionFactory connections, RabbitAdmin admin, String queue, int prefetch,
            Consumer<Delivery> handler) {
        return start(connections, admin, queue, prefetch, () -> {
        }, handler);
    }

    /**
     * As the other.
     *
     * @param beforeDeliveries
     *            called at each subscription, the first one and those after a loss, before anything is delivered by it
     */
    public static RelayConsumer start(ConnectionFactory connections, RabbitAdmin admin, String queue, int prefetch,
            Runnable beforeDeliveries, Consumer<Delivery> handler) {
        RelayConsumer consumer = new RelayConsumer(connections, admin, queue, prefetch, beforeDeliveries, handler);
        consumer.keeper.start();
        return consumer;
    }

    /** Whether the broker delivers to this consumer now. */
    public boolean isConsuming() {
        Subscription current = subscription;
        return current != null && current.getChannel().isOpen();
    }

    private void keepConsuming() {
        boolean reported = false;
        try {
            do {
                try {
                    Subscription fresh = subscribe();
                    reported = false;
                    fresh.ended.await();
                    if (closing.getCount() > 0) {
                        log.info("the consumer of {} lost its channel; it subscribes again", queue);
                    }
                } catch (IOException | RuntimeException e) {
                    // nothing may end this loop
                    if (!reported) {
                        log.warn("cannot consume {}; trying again every {} ms: {}", queue, RETRY_MILLIS,
                                e.getMessage());
                        reported = true;
                    }
                }
            } while (!closing.await(RETRY_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Subscription subscribe() throws IOException {
        admin.initialize();
        Channel channel = connections.createConnection().getDelegate().createChannel();
        if (channel == null) {
            throw new IOException("the broker grants no more channels");
        }
        Subscription fresh = new Subscription(channel);
        channel.basicQos(prefetch);
        beforeDeliveries.run();
        fresh.tag = channel.basicConsume(queue, false, fresh);
        subscription = fresh;
        if (closing.getCount() == 0) {
            closeChannel(fresh);
        }
        return fresh;
    }

    /** Not in a tight loop. */
    private void giveBackLater(Delivery delivery) {
        Thread.ofVirtual().name("give-back-" + queue).start(() -> {
            try {
                closing.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            delivery.requeue();
        });
    }

    /** Takes no more deliveries. What is unacknowledged can still be acknowledged until {@link #close}. */
    public void pause() {
        closing.countDown();
        Subscription current = subscription;
        if (current != null && current.tag != null) {
            try {
                current.getChannel().basicCancel(current.tag);
            } catch (IOException | ShutdownSignalException e) {
                log.info("{} was not cancelled, its channel is gone: {}", queue, e.getMessage());
            }
        }
    }

    /** Stops; the broker takes back what is unacknowledged. */
    @Override
    public void close() {
        closing.countDown();
        Subscription current = subscription;
        if (current != null) {
            closeChannel(current);
        }
        keeper.interrupt();
    }

    private void closeChannel(Subscription current) {
        try {
            if (current.getChannel().isOpen()) {
                current.acknowledger.flush();
                current.getChannel().close();
            }
        } catch (IOException | TimeoutException | ShutdownSignalException e) {
            log.info("the channel of {} was closed already: {}", queue, e.getMessage());
        }
    }

    private final class Subscription extends DefaultConsumer {

        final CountDownLatch ended = new CountDownLatch(1);
        final Acknowledger acknowledger;
        volatile @Nullable String tag;

        Subscription(Channel channel) {
            super(channel);
            acknowledger = new Acknowledger(channel, queue);
            channel.addShutdownListener(cause -> {
                acknowledger.close();
                ended.countDown();
            });
        }

        @Override
        public void handleDelivery(String consumerTag, Envelope envelope, AMQP.BasicProperties properties,
                byte[] body) {
            Delivery delivery = new Delivery(queue, envelope, body, getChannel(), acknowledger);
            try {
                handler.accept(delivery);
            } catch (RuntimeException | Error e) {
                // the client would close the channel, and with it give back everything that is being worked on
                log.error("the handler of {} failed; this delivery goes back in {} ms", queue, RETRY_MILLIS, e);
                giveBackLater(delivery);
            }
        }

        @Override
        public void handleCancel(String consumerTag) {
            // the queue was deleted under us: close, and the keeper declares it again
            closeChannel(this);
            ended.countDown();
        }
    }
}
