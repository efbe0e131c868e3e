package dev.longhaul.link;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import dev.longhaul.contract.process.Essential;
import java.io.IOException;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Acknowledges the deliveries of one channel, many with one frame where they follow each other: a broker pays for every
 * frame. Acknowledgements wait about a millisecond for others. Thread-safe; nothing is written under the lock that
 * callers take.
 */
final class Acknowledger {

    private static final Logger log = LoggerFactory.getLogger(Acknowledger.class);
    private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Channel channel;
    private final String queue;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** Done with by us, not yet said to the broker. */
    private NavigableSet<Long> unsaid = new TreeSet<>();
    private boolean closed;

    /** Only one thread speaks to the broker at a time, so that a tag is never acknowledged twice. */
    private final ReentrantLock speaking = new ReentrantLock();
    /** Up to here the broker knows of every tag; kept under {@link #speaking}. */
    private long known;
    /** Tags above {@link #known} that the broker knows of; kept under {@link #speaking}. */
    private final NavigableSet<Long> knownAbove = new TreeSet<>();

    Acknowledger(Channel channel, String queue) {
        this.channel = channel;
        this.queue = queue;
        Essential.virtualThread("acknowledge-" + queue).start(this::run);
    }

    /** Done with this delivery. */
    void acknowledge(long tag) {
        lock.lock();
        try {
            unsaid.add(tag);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Gives a delivery back to the head of its queue, at once. */
    void giveBack(long tag) {
        speaking.lock();
        try {
            if (isKnown(tag)) {
                return;
            }
            channel.basicNack(tag, false, true);
            // known only now: a run of acknowledgements that went out before must not have included it
            know(tag);
        } catch (IOException | ShutdownSignalException e) {
            gone("give back", e);
        } finally {
            speaking.unlock();
        }
    }

    private void run() {
        try {
            while (awaitWork()) {
                flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean awaitWork() throws InterruptedException {
        lock.lock();
        try {
            while (unsaid.isEmpty() && !closed) {
                changed.await();
            }
            long left = GATHER_NANOS;
            while (left > 0 && !closed) {
                left = changed.awaitNanos(left);
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /** Says what is unsaid. */
    void flush() {
        speaking.lock();
        try {
            NavigableSet<Long> tags = take();
            // the broker closes the channel of whoever acknowledges twice
            tags.removeIf(this::isKnown);
            long last = 0;
            while (tags.contains(known + 1) || knownAbove.contains(known + 1)) {
                known++;
                last = tags.remove(known) ? known : last;
                knownAbove.remove(known);
            }
            if (last > 0) {
                // the last one must be unacknowledged itself, or the broker would not know where to stop
                channel.basicAck(last, true);
            }
            for (long tag : tags) {
                channel.basicAck(tag, false);
                knownAbove.add(tag);
            }
        } catch (IOException | ShutdownSignalException e) {
            gone("acknowledge", e);
        } finally {
            speaking.unlock();
        }
    }

    private NavigableSet<Long> take() {
        lock.lock();
        try {
            NavigableSet<Long> taken = unsaid;
            unsaid = new TreeSet<>();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private boolean isKnown(long tag) {
        return tag <= known || knownAbove.contains(tag);
    }

    private void know(long tag) {
        knownAbove.add(tag);
        while (knownAbove.remove(known + 1)) {
            known++;
        }
    }

    private void gone(String what, Exception e) {
        log.debug("could not {} messages of {}, its channel is gone; the broker delivers them again: {}", what, queue,
                e.getMessage());
    }

    /** Ends its thread; what is unsaid stays so. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }
}
