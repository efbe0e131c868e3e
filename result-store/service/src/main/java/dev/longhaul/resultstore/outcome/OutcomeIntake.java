package dev.longhaul.resultstore.outcome;

import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.contract.message.ResultMessage;
import dev.longhaul.contract.message.UnreadableMessageException;
import dev.longhaul.contract.process.Essential;
import dev.longhaul.link.Delivery;
import dev.longhaul.link.RelayConsumer;
import dev.longhaul.log.DeadLetters;
import dev.longhaul.store.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Takes the workers' messages off the queue and has them written in batches, as large as what has come while the batch
 * before was written, and no larger than a {@link BatchSize}. What it holds is bounded by the consumer's prefetch.
 */
public final class OutcomeIntake implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(OutcomeIntake.class);
    private static final long IDLE_MILLIS = 50;
    private static final long RETRY_MILLIS = 500;
    private static final Duration STOP_WITHIN = Duration.ofSeconds(10);

    private final Function<Consumer<Delivery>, RelayConsumer> subscribe;
    private final OutcomeWriter writer;
    private final DeadLetters deadLetters;
    private final int batch;
    private final BlockingQueue<Delivery> arrived = new LinkedBlockingQueue<>();
    private volatile CountDownLatch stopping = new CountDownLatch(1);
    private @Nullable RelayConsumer consumer;
    private @Nullable Thread thread;

    /**
     * @param subscribe
     *            begins to hand the queue's deliveries to a handler
     * @param batch
     *            outcomes written at a time
     */
    public OutcomeIntake(Function<Consumer<Delivery>, RelayConsumer> subscribe, OutcomeWriter writer,
            DeadLetters deadLetters, int batch) {
        this.subscribe = subscribe;
        this.writer = writer;
        this.deadLetters = deadLetters;
        this.batch = batch;
    }

    @Override
    public synchronized void start() {
        stopping = new CountDownLatch(1);
        thread = Essential.platformThread("outcomes").start(this::run);
        consumer = subscribe.apply(arrived::add);
    }

    private void run() {
        try {
            while (stopping.getCount() > 0 || (!arrived.isEmpty() && !writer.isFull())) {
                if (!write(take())) {
                    return;
                }
            }
            // rather than have another instance write what has been waiting here
            writer.writeAllStarts();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Arrived> take() throws InterruptedException {
        List<Arrived> messages = new ArrayList<>(writer.takeAwaited());
        if (writer.isFull()) {
            // the broker keeps what comes, until the answers are here that are waited for
            stopping.await(IDLE_MILLIS, TimeUnit.MILLISECONDS);
            return messages;
        }
        BatchSize size = new BatchSize(batch);
        Delivery next = arrived.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
        while (next != null) {
            Arrived message = read(next);
            if (message != null) {
                messages.add(message);
            }
            size.add(message == null ? 0 : message.entries(), next.body().length);
            next = size.isFull() ? null : arrived.poll();
        }
        return messages;
    }

    private @Nullable Arrived read(Delivery delivery) {
        try {
            return new Arrived(MessageCodec.read(delivery.body(), ResultMessage.class), delivery, System.nanoTime());
        } catch (UnreadableMessageException e) {
            Settling.settle(delivery, () -> deadLetters.keep(delivery.queue(), delivery.body(), e));
            return null;
        }
    }

    /** Returns false when the service stops before the record could be written: the broker keeps the messages. */
    private boolean write(List<Arrived> messages) throws InterruptedException {
        boolean reported = false;
        while (true) {
            try {
                writer.write(messages);
                return true;
            } catch (StoreUnavailableException e) {
                if (!reported) {
                    log.warn("outcomes wait in the broker until MongoDB answers again: {}", e.getMessage());
                    reported = true;
                }
            } catch (RuntimeException e) {
                return writeApart(messages, e);
            }
            if (stopping.await(RETRY_MILLIS, TimeUnit.MILLISECONDS)) {
                return false;
            }
        }
    }

    /** Finds the message that cannot be written, so that its neighbours are. */
    private boolean writeApart(List<Arrived> messages, RuntimeException why) throws InterruptedException {
        if (messages.size() == 1) {
            Delivery poison = messages.getFirst().delivery();
            log.error("a message of {} cannot be written and is kept among the dead letters", poison.queue(), why);
            Settling.settle(poison,
                    () -> deadLetters.keepPoison(poison.queue(), poison.body(), why.getClass().getName()));
            return true;
        }
        for (Arrived each : messages) {
            if (!write(List.of(each))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public synchronized void stop() {
        RelayConsumer feeding = consumer;
        Thread running = thread;
        consumer = null;
        thread = null;
        if (feeding == null || running == null) {
            return;
        }
        feeding.pause();
        stopping.countDown();
        try {
            if (!running.join(STOP_WITHIN)) {
                log.warn("stops with outcomes unwritten; the broker delivers them again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        feeding.close();
        arrived.clear();
    }

    @Override
    public synchronized boolean isRunning() {
        return thread != null;
    }
}
