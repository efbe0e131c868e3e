package dev.longhaul.worker.held;

import dev.longhaul.link.Delivery;
import java.util.concurrent.atomic.AtomicInteger;

/** A message in our hands: acknowledged when the last of its jobs is settled. Thread-safe. */
public final class HeldDelivery {

    private final Delivery delivery;
    private final int jobs;
    private final AtomicInteger open;

    /**
     * @param jobs
     *            how many jobs the message carries, at least 1
     */
    public HeldDelivery(Delivery delivery, int jobs) {
        this.delivery = delivery;
        this.jobs = jobs;
        this.open = new AtomicInteger(jobs);
    }

    /** Whether the broker still counts it as ours; once false, it delivers the message to somebody again. */
    public boolean isLive() {
        return delivery.isLive();
    }

    /** One of its jobs needs it no more. */
    public void jobSettled() {
        if (open.decrementAndGet() == 0) {
            delivery.ack();
        }
    }

    /** Whether none of its jobs has been settled yet. */
    boolean isUntouched() {
        return open.get() == jobs;
    }

    /** Gives the whole message back; only right when none of its jobs has started. */
    void giveBack() {
        delivery.requeue();
    }
}
