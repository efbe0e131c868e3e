package dev.longhaul.link;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A message in our hands until it is acknowledged or given back. Thread-safe. */
public final class Delivery {

    private static final Logger log = LoggerFactory.getLogger(Delivery.class);

    private final String queue;
    private final Envelope envelope;
    private final byte[] body;
    private final Channel channel;

    Delivery(String queue, Envelope envelope, byte[] body, Channel channel) {
        this.queue = queue;
        this.envelope = envelope;
        this.body = body;
        this.channel = channel;
    }

    public byte[] body() {
        return body;
    }

    /** The queue it came from. */
    public String queue() {
        return queue;
    }

    /** Whether the broker remembers an earlier delivery. False proves nothing: some brokers forget. */
    public boolean redelivered() {
        return envelope.isRedeliver();
    }

    /** Whether it can still be acknowledged; once false, the broker delivers it again, to us or to another. */
    public boolean isLive() {
        return channel.isOpen();
    }

    /** Done with it. On a lost channel nothing happens: the broker delivers it again. */
    public void ack() {
        settle("acknowledge", () -> channel.basicAck(envelope.getDeliveryTag(), false));
    }

    /** Not done: the broker puts it back at the head of its queue. */
    public void requeue() {
        settle("give back", () -> channel.basicNack(envelope.getDeliveryTag(), false, true));
    }

    private void settle(String what, Settlement settlement) {
        try {
            settlement.run();
        } catch (IOException | ShutdownSignalException e) {
            log.info("could not {} a message of {}, its channel is gone; the broker will deliver it again: {}", what,
                    queue, e.getMessage());
        }
    }

    private interface Settlement {

        void run() throws IOException;
    }
}
