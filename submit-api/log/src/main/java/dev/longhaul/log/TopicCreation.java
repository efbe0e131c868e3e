package dev.longhaul.log;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.KafkaAdmin;

/**
 * Creates the topics that are missing. Spring's own attempt at start is made once only and holds the start up; this one
 * goes on in the background until a Kafka is there.
 */
final class TopicCreation implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(TopicCreation.class);
    private static final long RETRY_MILLIS = 1_000;

    private final KafkaAdmin admin;
    private volatile CountDownLatch stopping = new CountDownLatch(0);

    TopicCreation(KafkaAdmin admin) {
        this.admin = admin;
        admin.setAutoCreate(false);
    }

    @Override
    public void start() {
        stopping = new CountDownLatch(1);
        Thread.ofVirtual().name("create-topics").start(this::run);
    }

    private void run() {
        boolean reported = false;
        try {
            while (!admin.initialize()) {
                if (!reported) {
                    log.warn("the topics are created as soon as a Kafka broker answers");
                    reported = true;
                }
                if (stopping.await(RETRY_MILLIS, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void stop() {
        stopping.countDown();
    }

    @Override
    public boolean isRunning() {
        return stopping.getCount() > 0;
    }

    /** Before whatever reads or writes topics. */
    @Override
    public int getPhase() {
        return Integer.MIN_VALUE;
    }
}
