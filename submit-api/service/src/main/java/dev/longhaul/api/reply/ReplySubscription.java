package dev.longhaul.api.reply;

import dev.longhaul.link.RelayConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/**
 * Reads replies, or what workers report, from the start of the service until the last waiting call is answered. Not
 * from the creation of the bean: subscribing declares queues, on a thread of its own, and the context must be complete
 * by then.
 */
public final class ReplySubscription implements SmartLifecycle {

    private final Supplier<RelayConsumer> subscribe;
    private volatile @Nullable RelayConsumer consumer;

    public ReplySubscription(Supplier<RelayConsumer> subscribe) {
        this.subscribe = subscribe;
    }

    /** Whether the broker delivers replies now. */
    public boolean isReading() {
        RelayConsumer current = consumer;
        return current != null && current.isConsuming();
    }

    @Override
    public synchronized void start() {
        consumer = subscribe.get();
    }

    @Override
    public synchronized void stop() {
        RelayConsumer current = consumer;
        consumer = null;
        if (current != null) {
            current.close();
        }
    }

    @Override
    public boolean isRunning() {
        return consumer != null;
    }

    /** Before the web server, which is in one of the last phases; it stops after it. */
    @Override
    public int getPhase() {
        return 0;
    }
}
