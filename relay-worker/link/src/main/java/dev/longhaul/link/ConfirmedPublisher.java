package dev.longhaul.link;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConfirmListener;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;

/**
 * Publishes on one channel with many confirms in flight, which is what makes AMQP fast. A lost connection fails what
 * was unconfirmed and is opened again by the next publish. Thread-safe; messages of one thread stay in order.
 */
public final class ConfirmedPublisher implements AutoCloseable {

    private static final int PERSISTENT = 2;
    private static final int TRANSIENT = 1;

    private final ConnectionFactory connections;
    private final Semaphore inFlight;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable OpenChannel open;

    /**
     * @param maxInFlight
     *            unconfirmed messages before {@link #publish} waits, at least 1
     */
    public ConfirmedPublisher(ConnectionFactory connections, int maxInFlight) {
        ConnectionFactory publishing = connections.getPublisherConnectionFactory();
        this.connections = publishing == null ? connections : publishing;
        this.inFlight = new Semaphore(maxInFlight);
    }

    /**
     * Publishes a message that must reach a queue. The future completes when the broker has taken responsibility for
     * it, and fails with {@link UnconfirmedException} when the broker refused it, found no queue for it, or was lost
     * first; in the last case the message may have arrived all the same. Waits while too much is unconfirmed.
     */
    public CompletableFuture<Void> publish(String exchange, String routingKey, byte[] body) {
        return send(exchange, routingKey, body, PERSISTENT, true);
    }

    /**
     * Publishes a message that matters only now: not kept over a restart of the broker, and dropped, without an error,
     * when nobody is bound.
     */
    public CompletableFuture<Void> publishTransient(String exchange, String routingKey, byte[] body) {
        return send(exchange, routingKey, body, TRANSIENT, false);
    }

    private CompletableFuture<Void> send(String exchange, String routingKey, byte[] body, int mode,
            boolean mandatory) {
        inFlight.acquireUninterruptibly();
        CompletableFuture<Void> confirmed = new CompletableFuture<>();
        lock.lock();
        try {
            OpenChannel target = opened();
            long sequence = target.channel.getNextPublishSeqNo();
            target.unconfirmed.put(sequence, confirmed);
            // the sequence number travels as the message id: a returned message names itself by nothing else
            AMQP.BasicProperties properties = new AMQP.BasicProperties.Builder().deliveryMode(mode)
                    .contentType("application/json").messageId(Long.toString(sequence)).build();
            target.channel.basicPublish(exchange, routingKey, mandatory, properties, body);
            if (!target.channel.isOpen()) {
                target.failAll("the channel closed");
            }
        } catch (IOException | AmqpException | com.rabbitmq.client.ShutdownSignalException e) {
            confirmed.completeExceptionally(new UnconfirmedException("not published: " + e.getMessage(), e));
        } finally {
            lock.unlock();
        }
        return confirmed.whenComplete((nothing, failure) -> inFlight.release());
    }

    private OpenChannel opened() throws IOException {
        OpenChannel current = open;
        if (current != null && current.channel.isOpen()) {
            return current;
        }
        if (current != null) {
            current.failAll("the channel was lost");
        }
        Channel channel = connections.createConnection().getDelegate().createChannel();
        if (channel == null) {
            throw new IOException("the broker grants no more channels");
        }
        channel.confirmSelect();
        OpenChannel fresh = new OpenChannel(channel);
        channel.addConfirmListener(fresh);
        channel.addReturnListener(returned -> fresh.refuse(Long.parseLong(returned.getProperties().getMessageId()),
                false, "no queue for " + returned.getRoutingKey()));
        channel.addShutdownListener(cause -> fresh.failAll(String.valueOf(cause.getMessage())));
        open = fresh;
        return fresh;
    }

    /** Closes the channel; what is unconfirmed fails. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (open != null && open.channel.isOpen()) {
                open.channel.close();
            }
        } catch (IOException | TimeoutException e) {
            // the connection is going away as well: what matters is that nobody waits any more
            open.failAll("closed");
        } finally {
            open = null;
            lock.unlock();
        }
    }

    private static final class OpenChannel implements ConfirmListener {

        final Channel channel;
        final ConcurrentNavigableMap<Long, CompletableFuture<Void>> unconfirmed = new ConcurrentSkipListMap<>();

        OpenChannel(Channel channel) {
            this.channel = channel;
        }

        @Override
        public void handleAck(long sequence, boolean multiple) {
            settle(sequence, multiple, future -> future.complete(null));
        }

        @Override
        public void handleNack(long sequence, boolean multiple) {
            refuse(sequence, multiple, "the broker refused the message");
        }

        void refuse(long sequence, boolean multiple, String reason) {
            settle(sequence, multiple, future -> future.completeExceptionally(new UnconfirmedException(reason, null)));
        }

        void failAll(String reason) {
            settle(Long.MAX_VALUE, true, future -> future.completeExceptionally(
                    new UnconfirmedException("connection lost before the confirm: " + reason, null)));
        }

        private void settle(long sequence, boolean multiple,
                java.util.function.Consumer<CompletableFuture<Void>> end) {
            if (!multiple) {
                CompletableFuture<Void> one = unconfirmed.remove(sequence);
                if (one != null) {
                    end.accept(one);
                }
                return;
            }
            Map.Entry<Long, CompletableFuture<Void>> first = unconfirmed.firstEntry();
            while (first != null && first.getKey() <= sequence) {
                CompletableFuture<Void> one = unconfirmed.remove(first.getKey());
                if (one != null) {
                    end.accept(one);
                }
                first = unconfirmed.firstEntry();
            }
        }
    }
}
