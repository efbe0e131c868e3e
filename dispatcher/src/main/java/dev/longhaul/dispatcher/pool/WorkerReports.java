package dev.longhaul.dispatcher.pool;

import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.contract.message.UnreadableMessageException;
import dev.longhaul.contract.message.WorkerReport;
import dev.longhaul.link.Delivery;
import dev.longhaul.link.RelayConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Listens to what workers say of themselves, on this dispatcher's own queue. */
public final class WorkerReports implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(WorkerReports.class);

    private final Function<Consumer<Delivery>, RelayConsumer> subscribe;
    private final Workers workers;
    private final Consumer<Workers.Change> changed;
    private final Consumer<WorkerReport.Held> held;
    private volatile @Nullable RelayConsumer consumer;

    /**
     * @param subscribe
     *            begins to hand the queue's deliveries to a handler
     * @param changed
     *            called when workers have come, gone or changed
     * @param held
     *            takes the answers to inquiries; quick, because heartbeats wait behind it
     */
    public WorkerReports(Function<Consumer<Delivery>, RelayConsumer> subscribe, Workers workers,
            Consumer<Workers.Change> changed, Consumer<WorkerReport.Held> held) {
        this.subscribe = subscribe;
        this.workers = workers;
        this.changed = changed;
        this.held = held;
    }

    private void read(Delivery delivery) {
        try {
            switch (MessageCodec.read(delivery.body(), WorkerReport.class)) {
                case WorkerReport.Heartbeat heartbeat -> {
                    Workers.Change change = workers.onHeartbeat(heartbeat);
                    if (change != Workers.Change.NONE) {
                        changed.accept(change);
                    }
                }
                case WorkerReport.Held answer -> held.accept(answer);
            }
        } catch (UnreadableMessageException e) {
            log.warn("a worker's report cannot be read and is skipped: {}", e.getMessage());
        } finally {
            delivery.ack();
        }
    }

    /** Whether the broker delivers reports now: if not, it takes no jobs either. */
    public boolean isConnected() {
        RelayConsumer current = consumer;
        return current != null && current.isConsuming();
    }

    @Override
    public synchronized void start() {
        consumer = subscribe.apply(this::read);
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

    /** Before whatever needs workers; it stops after them. */
    @Override
    public int getPhase() {
        return 50;
    }
}
