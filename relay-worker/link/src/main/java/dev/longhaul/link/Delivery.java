package dev.longhaul.link;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Envelope;

/** A message in our hands until it is acknowledged or given back, once. Thread-safe. */
public final class Delivery {

    private final String queue;
    private final Envelope envelope;
    private final byte[] body;
    private final Channel channel;
    private final Acknowledger acknowledger;

    Delivery(String queue, Envelope envelope, byte[] body, Channel channel, Acknowledger acknowledger) {
        this.queue = queue;
        this.envelope = envelope;
        this.body = body;
        this.channel = channel;
        this.acknowledger = acknowledger;
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

    /**
     * Done with it. The broker is told within about a millisecond, together with others. On a lost channel nothing
     * happens: the broker delivers it again.
     */
    public void ack() {
        acknowledger.acknowledge(envelope.getDeliveryTag());
    }

    /** Does what {@link #ack} does, and holds nothing of the message: for those who keep many for long. */
    public Runnable receipt() {
        Acknowledger to = acknowledger;
        long tag = envelope.getDeliveryTag();
        return () -> to.acknowledge(tag);
    }

    /** Not done: the broker puts it back at the head of its queue. */
    public void requeue() {
        acknowledger.giveBack(envelope.getDeliveryTag());
    }
}
