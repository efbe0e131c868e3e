package dev.longhaul.resultstore.outcome;

import dev.longhaul.link.Delivery;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.KafkaException;

/** What becomes of a message that cannot be used: it is kept among the dead letters and its queue goes on. */
final class Settling {

    private Settling() {}

    /** Acknowledges what Kafka has taken; gives back what it has not, to come again. */
    static void settle(Delivery delivery, KeepingIt keeping) {
        try {
            CompletableFuture<?> unused = keeping.keep().whenComplete((kept, failure) -> {
                if (failure == null) {
                    delivery.ack();
                } else {
                    delivery.requeue();
                }
            });
        } catch (KafkaException e) {
            delivery.requeue();
        }
    }

    /** Has Kafka take it. */
    interface KeepingIt {

        CompletableFuture<?> keep();
    }
}
