package dev.longhaul.dispatcher.pool;

import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.contract.message.UnreadableMessageException;
import dev.longhaul.contract.message.WorkerReport;
import dev.longhaul.link.Delivery;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what workers say of themselves. */
public final class WorkerReports implements Consumer<Delivery> {

    private static final Logger log = LoggerFactory.getLogger(WorkerReports.class);

    private final Workers workers;
    private final Runnable whenChanged;
    private final Consumer<WorkerReport.Held> held;

    /**
     * @param whenChanged
     *            called when workers have come or gone
     * @param held
     *            takes the answers to inquiries
     */
    public WorkerReports(Workers workers, Runnable whenChanged, Consumer<WorkerReport.Held> held) {
        this.workers = workers;
        this.whenChanged = whenChanged;
        this.held = held;
    }

    @Override
    public void accept(Delivery delivery) {
        try {
            switch (MessageCodec.read(delivery.body(), WorkerReport.class)) {
                case WorkerReport.Heartbeat heartbeat -> {
                    if (workers.onHeartbeat(heartbeat)) {
                        whenChanged.run();
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
}
