package dev.longhaul.link;

import com.rabbitmq.client.Channel;

/**
 * What a delivery is acknowledged or given back by, once. It does not hold the message's bytes, so that whoever has
 * read them can let them go long before that. Thread-safe.
 */
public final class Receipt {

    private final long tag;
    private final Channel channel;
    private final Acknowledger acknowledger;

    Receipt(long tag, Channel channel, Acknowledger acknowledger) {
        this.tag = tag;
        this.channel = channel;
        this.acknowledger = acknowledger;
    }

    /** Whether it still counts; once false, the broker delivers the message again, to us or to another. */
    public boolean isLive() {
        return channel.isOpen();
    }

    /**
     * Done with the message. The broker is told within about a millisecond, together with others. On a lost channel
     * nothing happens: the broker delivers it again.
     */
    public void ack() {
        acknowledger.acknowledge(tag);
    }

    /** Not done: the broker puts the message back at the head of its queue. */
    public void requeue() {
        acknowledger.giveBack(tag);
    }
}
