package dev.longhaul.link;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConfirmListener;
import com.rabbitmq.client.Return;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A channel in confirm mode and who waits for each of its confirms. Publishing needs the caller's lock; the broker's
 * answers come on the connection's threads. Who waits is told exactly once: whoever takes it from the map tells it.
 */
final class PublishingChannel implements ConfirmListener {

    private final Channel channel;
    private final ConcurrentNavigableMap<Long, Consumer<@Nullable UnconfirmedException>> unconfirmed = new ConcurrentSkipListMap<>();

    PublishingChannel(Channel channel) throws IOException {
        this.channel = channel;
        channel.addConfirmListener(this);
        channel.addReturnListener(this::handleReturn);
        channel.addShutdownListener(cause -> failAll(String.valueOf(cause.getMessage())));
        channel.confirmSelect();
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    /**
     * @return null, or why it was not published: then the caller has to tell who waits
     */
    @Nullable
    UnconfirmedException publish(String exchange, String routingKey, boolean mandatory, int mode, byte[] body,
            Consumer<@Nullable UnconfirmedException> settled) {
        long sequence = channel.getNextPublishSeqNo();
        // the sequence number travels as the message id: a returned message names itself by nothing else
        AMQP.BasicProperties properties = new AMQP.BasicProperties.Builder().deliveryMode(mode)
                .contentType("application/json").messageId(Long.toString(sequence)).build();
        unconfirmed.put(sequence, settled);
        try {
            channel.basicPublish(exchange, routingKey, mandatory, properties, body);
            return null;
        } catch (IOException | ShutdownSignalException e) {
            // an empty place means that the listener has told the loss of the channel already
            return unconfirmed.remove(sequence) == null
                    ? null
                    : new UnconfirmedException("not published: " + e.getMessage(), e);
        }
    }

    /** Fails what waits when the channel closed before the listener could know of it. */
    void failIfClosed() {
        if (!channel.isOpen()) {
            failAll("the channel closed");
        }
    }

    @Override
    public void handleAck(long sequence, boolean multiple) {
        settle(sequence, multiple, null);
    }

    @Override
    public void handleNack(long sequence, boolean multiple) {
        settle(sequence, multiple, "the broker refused the message");
    }

    private void handleReturn(Return returned) {
        settle(Long.parseLong(returned.getProperties().getMessageId()), false,
                "no queue for " + returned.getRoutingKey());
    }

    private void failAll(String reason) {
        settle(Long.MAX_VALUE, true, "connection lost before the confirm: " + reason);
    }

    private void settle(long sequence, boolean multiple, @Nullable String failure) {
        if (!multiple) {
            tell(unconfirmed.remove(sequence), failure);
            return;
        }
        Map.Entry<Long, Consumer<@Nullable UnconfirmedException>> first = unconfirmed.firstEntry();
        while (first != null && first.getKey() <= sequence) {
            tell(unconfirmed.remove(first.getKey()), failure);
            first = unconfirmed.firstEntry();
        }
    }

    private static void tell(@Nullable Consumer<@Nullable UnconfirmedException> settled, @Nullable String failure) {
        if (settled != null) {
            settled.accept(failure == null ? null : new UnconfirmedException(failure, null));
        }
    }

    void close() throws IOException, TimeoutException {
        if (channel.isOpen()) {
            channel.close();
        }
        failAll("closed");
    }
}
