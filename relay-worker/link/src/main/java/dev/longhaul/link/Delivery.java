package dev.longhaul.link;

import com.rabbitmq.client.Channel;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.core.Message;

/** A message in our hands until it is acknowledged or given back. Thread-safe. */
public final class Delivery {

    private static final Logger log = LoggerFactory.getLogger(Delivery.class);

    private final Message message;
    private final Channel channel;

    Delivery(Message message, Channel channel) {
        this.message = message;
        this.channel = channel;
    }

    public byte[] body() {
        return message.getBody();
    }

    /** The queue it came from. */
    public String queue() {
        return message.getMessageProperties().getConsumerQueue();
    }

    /** Whether the broker remembers an earlier delivery. False proves nothing: some brokers forget. */
    public boolean redelivered() {
        return Boolean.TRUE.equals(message.getMessageProperties().getRedelivered());
    }

    /** Done with it. On a lost channel nothing happens: the broker delivers it again. */
    public void ack() {
        settle("acknowledge", tag -> channel.basicAck(tag, false));
    }

    /** Not done: the broker puts it back at the head of its queue. */
    public void requeue() {
        settle("give back", tag -> channel.basicNack(tag, false, true));
    }

    private void settle(String what, Settlement settlement) {
        try {
            settlement.on(message.getMessageProperties().getDeliveryTag());
        } catch (IOException | com.rabbitmq.client.ShutdownSignalException e) {
            log.info("could not {} a message of {}, its channel is gone; the broker will deliver it again: {}", what,
                    queue(), e.getMessage());
        }
    }

    private interface Settlement {

        void on(long tag) throws IOException;
    }
}
