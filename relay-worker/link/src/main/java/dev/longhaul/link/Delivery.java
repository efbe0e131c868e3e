package dev.longhaul.link;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Envelope;

/** A message in our hands until it is acknowledged or given back, once. Thread-safe. */
public final class Delivery {

    private final String queue;
    private final boolean redelivered;
    private final byte[] body;
    private final Receipt receipt;

    Delivery(String queue, Envelope envelope, byte[] body, Channel channel, Acknowledger acknowledger) {
        this.queue = queue;
        this.redelivered = envelope.isRedeliver();
        this.body = body;
        this.receipt = new Receipt(envelope.getDeliveryTag(), channel, acknowledger);
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
        return redelivered;
    }

    /** All that is needed of it once its bytes have been read. */
    public Receipt receipt() {
        return receipt;
    }

    /** As {@link Receipt#isLive()}. */
    public boolean isLive() {
        return receipt.isLive();
    }

    /** As {@link Receipt#ack()}. */
    public void ack() {
        receipt.ack();
    }

    /** As {@link Receipt#requeue()}. */
    public void requeue() {
        receipt.requeue();
    }
}
