package dev.longhaul.resultstore.outcome;

import dev.longhaul.contract.message.AnswerPart;
import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.contract.message.UnreadableMessageException;
import dev.longhaul.contract.process.Essential;
import dev.longhaul.link.Delivery;
import dev.longhaul.link.RelayConsumer;
import dev.longhaul.log.DeadLetters;
import dev.longhaul.store.StoreUnavailableException;
import dev.longhaul.store.job.JobAnswers;
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
 * Takes the parts of long answers off their queue and writes one after the other, whether their outcome is there yet or
 * not. What it holds is bounded by the consumer's prefetch: a few MiB, however long the answers are.
 */
public final class AnswerIntake implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(AnswerIntake.class);
    private static final long IDLE_MILLIS = 50;
    private static final long RETRY_MILLIS = 500;

    private final Function<Consumer<Delivery>, RelayConsumer> subscribe;
    private final JobAnswers answers;
    private final DeadLetters deadLetters;
    private final BlockingQueue<Delivery> arrived = new LinkedBlockingQueue<>();
    private volatile CountDownLatch stopping = new CountDownLatch(1);
    private volatile @Nullable RelayConsumer consumer;
    private volatile long lastNews = System.nanoTime();
    private @Nullable Thread thread;

    /**
     * @param subscribe
     *            begins to hand the queue's deliveries to a handler
     */
    public AnswerIntake(Function<Consumer<Delivery>, RelayConsumer> subscribe, JobAnswers answers,
            DeadLetters deadLetters) {
        this.subscribe = subscribe;
        this.answers = answers;
        this.deadLetters = deadLetters;
    }

    /** By {@link System#nanoTime}, until when a part may have been under way: while parts come, more may follow. */
    long lastNews() {
        RelayConsumer current = consumer;
        if (current == null || !current.isConsuming() || !arrived.isEmpty()) {
            lastNews = System.nanoTime();
        }
        return lastNews;
    }

    @Override
    public synchronized void start() {
        stopping = new CountDownLatch(1);
        thread = Essential.virtualThread("answers").start(this::run);
        consumer = subscribe.apply(arrived::add);
    }

    private void run() {
        try {
            while (stopping.getCount() > 0) {
                Delivery next = arrived.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
                if (next != null && next.isLive()) {
                    take(next);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void take(Delivery delivery) throws InterruptedException {
        try {
            write(MessageCodec.read(delivery.body(), AnswerPart.class), delivery);
        } catch (UnreadableMessageException e) {
            Settling.settle(delivery, () -> deadLetters.keep(delivery.queue(), delivery.body(), e));
        } finally {
            lastNews = System.nanoTime();
        }
    }

    private void write(AnswerPart part, Delivery delivery) throws InterruptedException {
        boolean reported = false;
        do {
            try {
                answers.keep(part);
                delivery.ack();
                return;
            } catch (StoreUnavailableException e) {
                if (!reported) {
                    log.warn("parts of answers wait in the broker until MongoDB answers again: {}", e.getMessage());
                    reported = true;
                }
                lastNews = System.nanoTime();
            } catch (RuntimeException e) {
                log.error("a part of an answer of job {} cannot be written and is kept among the dead letters",
                        part.id(), e);
                Settling.settle(delivery,
                        () -> deadLetters.keepPoison(delivery.queue(), delivery.body(), e.getClass().getName()));
                return;
            }
        } while (!stopping.await(RETRY_MILLIS, TimeUnit.MILLISECONDS));
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
        stopping.countDown();
        feeding.pause();
        try {
            running.join();
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
