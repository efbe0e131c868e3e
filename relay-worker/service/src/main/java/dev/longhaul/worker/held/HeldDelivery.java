package dev.longhaul.worker.held;

import dev.longhaul.link.Delivery;
import dev.longhaul.link.Receipt;
import java.util.concurrent.atomic.AtomicInteger;

/** A message in our hands: acknowledged when the last of its jobs is settled. Thread-safe. */
public final class HeldDelivery {

    private final Message message;
    private final int jobs;
    private final AtomicInteger open;

    HeldDelivery(Message message, int jobs) {
        this.message = message;
        this.jobs = jobs;
        this.open = new AtomicInteger(jobs);
    }

    /**
     * Holds what acknowledges the message, not its bytes: they have been read.
     *
     * @param jobs
     *            how many jobs the message carries, at least 1
     */
    public static HeldDelivery of(Delivery delivery, int jobs) {
        Receipt receipt = delivery.receipt();
        return new HeldDelivery(new Message() {

            @Override
            public boolean isLive() {
                return receipt.isLive();
            }

            @Override
            public void acknowledge() {
                receipt.ack();
            }

            @Override
            public void giveBack() {
                receipt.requeue();
            }
        }, jobs);
    }

    /** The broker's side of it. */
    interface Message {

        boolean isLive();

        void acknowledge();

        void giveBack();
    }

    /** Whether the broker still counts it as ours; once false, it delivers the message to somebody again. */
    boolean isLive() {
        return message.isLive();
    }

    /** Whether none of its jobs has been settled yet. */
    boolean isUntouched() {
        return open.get() == jobs;
    }

    /** One of its jobs needs it no more. */
    void jobSettled() {
        if (open.decrementAndGet() == 0) {
            message.acknowledge();
        }
    }

    /** Gives the whole message back; only right when none of its jobs has started. */
    void giveBack() {
        message.giveBack();
    }
}
