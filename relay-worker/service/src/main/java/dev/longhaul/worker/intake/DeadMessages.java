package dev.longhaul.worker.intake;

import dev.longhaul.link.ConfirmedPublisher;
import dev.longhaul.link.Delivery;
import dev.longhaul.link.Receipt;
import dev.longhaul.link.RelayTopology;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts messages that cannot be used aside with their bytes, so that nothing is lost and the queue goes on. */
public final class DeadMessages {

    private static final Logger log = LoggerFactory.getLogger(DeadMessages.class);

    private final ConfirmedPublisher publisher;

    public DeadMessages(ConfirmedPublisher publisher) {
        this.publisher = publisher;
    }

    /** Moves the message to {@link RelayTopology#DEAD}; it is acknowledged only when it is safe there. */
    public void bury(Delivery delivery, String why) {
        int bytes = delivery.body().length;
        String queue = delivery.queue();
        Receipt receipt = delivery.receipt();
        publisher.publish("", RelayTopology.DEAD, delivery.body(), failure -> {
            if (failure == null) {
                log.error("a message of {} bytes from {} cannot be used, it is kept in {}: {}", bytes, queue,
                        RelayTopology.DEAD, why);
                receipt.ack();
            } else {
                log.error("a message from {} cannot be used ({}) nor be kept in {}; it goes back to its queue: {}",
                        queue, why, RelayTopology.DEAD, failure.getMessage());
                receipt.requeue();
            }
        });
    }
}
