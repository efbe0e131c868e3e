package dev.longhaul.link;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;

/**
 * Publishes on one channel with many confirms in flight, which is what makes AMQP fast. A lost connection fails what
 * was unconfirmed and is opened again by the next publish; while the broker cannot be reached, publishes fail at once
 * and only now and then one of them tries. Thread-safe; messages of one thread stay in order.
 */
public final class ConfirmedPublisher implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ConfirmedPublisher.class);
    private static final int PERSISTENT = 2;
    private static final int TRANSIENT = 1;
    private static final long BETWEEN_CONNECTS_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final ConnectionFactory connections;
    private final Semaphore inFlight;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable PublishingChannel open;
    private long noConnectBefore = System.nanoTime();
    private String whyNoConnect = "";
    private boolean closed;

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
        return future(exchange, routingKey, body, PERSISTENT, true);
    }

    /**
     * As {@link #publish(String, String, byte[])}, for a caller that goes on.
     *
     * @param settled
     *            runs once, on this thread or one of the connection's: with null when confirmed, else with the failure;
     *            quick, because other confirms wait behind it
     */
    public void publish(String exchange, String routingKey, byte[] body,
            Consumer<@Nullable UnconfirmedException> settled) {
        send(exchange, routingKey, body, PERSISTENT, true, settled);
    }

    /**
     * As {@link #publish(String, String, byte[])}, for a message whose loss the record makes up for: the broker does
     * not save it to its disk, so its confirm waits for none, and a restart of the broker loses it.
     */
    public CompletableFuture<Void> publishUnsaved(String exchange, String routingKey, byte[] body) {
        return future(exchange, routingKey, body, TRANSIENT, true);
    }

    /**
     * Publishes a message that matters only now: not kept over a restart of the broker, and dropped, without an error,
     * when nobody is bound.
     */
    public CompletableFuture<Void> publishTransient(String exchange, String routingKey, byte[] body) {
        return future(exchange, routingKey, body, TRANSIENT, false);
    }

    /** As {@link #publishTransient(String, String, byte[])}, for a caller that goes on. */
    public void publishTransient(String exchange, String routingKey, byte[] body,
            Consumer<@Nullable UnconfirmedException> settled) {
        send(exchange, routingKey, body, TRANSIENT, false, settled);
    }

    private CompletableFuture<Void> future(String exchange, String routingKey, byte[] body, int mode,
            boolean mandatory) {
        CompletableFuture<Void> confirmed = new CompletableFuture<>();
        send(exchange, routingKey, body, mode, mandatory, failure -> {
            if (failure == null) {
                confirmed.complete(null);
            } else {
                confirmed.completeExceptionally(failure);
            }
        });
        return confirmed;
    }

    private void send(String exchange, String routingKey, byte[] body, int mode, boolean mandatory,
            Consumer<@Nullable UnconfirmedException> settled) {
        inFlight.acquireUninterruptibly();
        Consumer<@Nullable UnconfirmedException> last = failure -> {
            inFlight.release();
            settled.accept(failure);
        };
        PublishingChannel target = null;
        UnconfirmedException unsent = null;
        lock.lock();
        try {
            target = opened();
            unsent = target.publish(exchange, routingKey, mandatory, mode, body, last);
        } catch (IOException | AmqpException | ShutdownSignalException e) {
            unsent = new UnconfirmedException("not published: " + e.getMessage(), e);
        } finally {
            lock.unlock();
        }
        // whoever waits is told outside the lock: it may well publish again
        if (unsent != null) {
            last.accept(unsent);
        } else if (target != null) {
            target.failIfClosed();
        }
    }

    private PublishingChannel opened() throws IOException {
        if (closed) {
            throw new IOException("this publisher is closed");
        }
        PublishingChannel current = open;
        if (current != null && current.isOpen()) {
            return current;
        }
        if (System.nanoTime() - noConnectBefore < 0) {
            throw new IOException(whyNoConnect);
        }
        try {
            Channel channel = connections.createConnection().getDelegate().createChannel();
            if (channel == null) {
                throw new IOException("the broker grants no more channels");
            }
            PublishingChannel fresh = new PublishingChannel(channel);
            open = fresh;
            return fresh;
        } catch (IOException | AmqpException | ShutdownSignalException e) {
            noConnectBefore = System.nanoTime() + BETWEEN_CONNECTS_NANOS;
            whyNoConnect = String.valueOf(e.getMessage());
            throw e;
        }
    }

    /** Closes the channel; what is unconfirmed fails, and so does every later publish. */
    @Override
    public void close() {
        PublishingChannel last;
        lock.lock();
        try {
            closed = true;
            last = open;
            open = null;
        } finally {
            lock.unlock();
        }
        if (last != null) {
            try {
                last.close();
            } catch (IOException | TimeoutException | ShutdownSignalException e) {
                log.debug("the publishing channel was gone before it was closed: {}", e.getMessage());
            }
        }
    }
}
