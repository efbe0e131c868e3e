package dev.longhaul.api.order;

import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.contract.message.OrderNotice;
import dev.longhaul.link.ConfirmedPublisher;
import dev.longhaul.link.RelayTopology;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells dispatchers that something was ordered, so that they need not wait for their next look. Thread-safe. */
public final class OrderNotices {

    private static final Logger log = LoggerFactory.getLogger(OrderNotices.class);

    private final ConfirmedPublisher amqp;

    public OrderNotices(ConfirmedPublisher amqp) {
        this.amqp = amqp;
    }

    /** To be called when the order stands in the record. */
    public void tell(String tenant) {
        CompletableFuture<Void> unused = amqp.publishTransient(RelayTopology.ORDERS, RelayTopology.ALL,
                MessageCodec.write(new OrderNotice(tenant))).whenComplete((sent, failure) -> {
                    if (failure != null) {
                        log.info("an order about jobs of tenant {} is in the record; dispatchers find it at their next "
                                + "look: {}", tenant, failure.getMessage());
                    }
                });
    }
}
