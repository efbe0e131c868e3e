package dev.longhaul.resultstore.outcome;

import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.contract.message.ResultMessage;
import dev.longhaul.contract.message.UnreadableMessageException;
import dev.longhaul.link.Delivery;
import dev.longhaul.log.DeadLetters;
import dev.longhaul.store.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Takes the workers' messages off the queue and has them written in batches, as large as what has come while the batch
 * before was written. Bounded by the consumer's prefetch.
 */
public final class OutcomeIntake implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(OutcomeIntake.class);
    private static final long IDLE_MILLIS = 50;
    private static final long RETRY_MILLIS = 500;
    private static final Duration STOP_WITHIN = Duration.ofSeconds(10);

    private final BlockingQueue<Delivery> arrived = new LinkedBlockingQueue<>();
    private final OutcomeWriter writer;
    private final DeadLetters deadLetters;
    private final int batch;
    private volatile CountDownLatch stopping = new CountDownLatch(1);
    private @Nullable Thread thread;

    public OutcomeIntake(OutcomeWriter writer, DeadLetters deadLetters, int batch) {
        this.writer = writer;
        this.deadLetters = deadLetters;
        this.batch = batch;
    }

    /** Takes a delivery; called by the consumer. */
    public void accept(Delivery delivery) {
        arrived.add(delivery);
    }

    @Override
    public synchronized void start() {
        stopping = new CountDownLatch(1);
        thread = Thread.ofVirtual().name("outcomes").start(this::run);
    }

    private void run() {
        try {
            while (stopping.getCount() > 0) {
                List<Arrived> messages = take();
                write(messages);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Arrived> take() throws InterruptedException {
        List<Delivery> deliveries = new ArrayList<>();
        Delivery first = arrived.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
        List<Arrived> messages = new ArrayList<>();
        if (first == null) {
            return messages;
        }
        deliveries.add(first);
        int outcomes = 0;
        while (!deliveries.isEmpty()) {
            for (Delivery delivery : deliveries) {
                Arrived message = read(delivery);
                if (message != null) {
                    messages.add(message);
                    outcomes += message.message() instanceof ResultMessage.Results results
                            ? results.outcomes().size()
                            : 1;
                }
            }
            deliveries.clear();
            if (outcomes < batch) {
                arrived.drainTo(deliveries, Math.max(1, (batch - outcomes) / 10));
            }
        }
        return messages;
    }

    private @Nullable Arrived read(Delivery delivery) {
        try {
            return new Arrived(MessageCodec.read(delivery.body(), ResultMessage.class), delivery);
        } catch (UnreadableMessageException e) {
            // given back when Kafka does not keep it: then it comes again
            var unused = deadLetters.keep(delivery.queue(), delivery.body(), e).whenComplete((kept, failure) -> {
                if (failure == null) {
                    delivery.ack();
                } else {
                    delivery.requeue();
                }
            });
            return null;
        }
    }

    private void write(List<Arrived> messages) throws InterruptedException {
        boolean reported = false;
        while (true) {
            try {
                writer.write(messages);
                return;
            } catch (StoreUnavailableException e) {
                if (!reported) {
                    log.warn("outcomes wait in the broker until MongoDB answers again: {}", e.getMessage());
                    reported = true;
                }
            }
            if (stopping.await(RETRY_MILLIS, TimeUnit.MILLISECONDS)) {
                // not acknowledged: the broker delivers them again
                return;
            }
        }
    }

    @Override
    public synchronized void stop() {
        stopping.countDown();
        Thread running = thread;
        thread = null;
        if (running != null) {
            try {
                running.join(STOP_WITHIN);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return thread != null;
    }
}
