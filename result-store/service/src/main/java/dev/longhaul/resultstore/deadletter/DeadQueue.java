package dev.longhaul.resultstore.deadletter;

import dev.longhaul.link.Delivery;
import dev.longhaul.link.RelayConsumer;
import dev.longhaul.log.DeadLetters;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/** Moves what workers have put aside on the broker to where all unreadable messages stand: the log. */
public final class DeadQueue implements SmartLifecycle {

    private static final String WHY = "A relay worker could not use it.";

    private final Function<Consumer<Delivery>, RelayConsumer> begin;
    private final DeadLetters letters;
    private @Nullable RelayConsumer consumer;

    /**
     * @param begin
     *            begins to consume the queue
     */
    public DeadQueue(Function<Consumer<Delivery>, RelayConsumer> begin, DeadLetters letters) {
        this.begin = begin;
        this.letters = letters;
    }

    private void move(Delivery delivery) {
        CompletableFuture<?> unused = letters.keepPoison(delivery.queue(), delivery.body(), WHY)
                .whenComplete((kept, failure) -> {
                    if (failure == null) {
                        delivery.ack();
                    } else {
                        delivery.requeue();
                    }
                });
    }

    @Override
    public synchronized void start() {
        consumer = begin.apply(this::move);
    }

    @Override
    public synchronized void stop() {
        if (consumer != null) {
            consumer.close();
            consumer = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return consumer != null;
    }
}
