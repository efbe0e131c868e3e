package dev.longhaul.worker.report;

import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.OutcomeReport;
import dev.longhaul.contract.message.ResultMessage;
import dev.longhaul.contract.message.StartReport;
import dev.longhaul.link.ConfirmedPublisher;
import dev.longhaul.link.RelayTopology;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends starts and outcomes to the record, several to a message. An outcome is published again until the broker has
 * confirmed it; a start is published once, because whoever waits for it has to look again whether the job is still
 * ours. What waits here is bounded by the jobs in the worker's hands. Thread-safe.
 */
public final class ReportBundler implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ReportBundler.class);
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    /** Characters of answers in one message, unless a single answer is longer. */
    private static final int MAX_CHARS = 1 << 20;

    private final ConfirmedPublisher publisher;
    private final String worker;
    private final FlushRule rule;
    private final Runnable declareAgain;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Entry> waiting = new ArrayDeque<>();
    private final AtomicBoolean failed = new AtomicBoolean();
    private int unconfirmed;
    private int startsOnTheirWay;
    private int urgentWaiting;
    private int startsWaiting;
    private long notBefore = System.nanoTime();
    private boolean closed;

    /**
     * @param declareAgain
     *            declares the queues, before a bundle is published again that the broker did not take
     */
    public ReportBundler(ConfirmedPublisher publisher, String worker, int maxEntries, Duration linger,
            Runnable declareAgain) {
        this.publisher = publisher;
        this.worker = worker;
        this.rule = new FlushRule(maxEntries, linger.toNanos());
        this.declareAgain = declareAgain;
        Thread.ofPlatform().name("report-bundler").start(this::flushUntilClosed);
    }

    /** Announces a start; the future fails when the broker did not confirm it, and it may yet have arrived. */
    public CompletableFuture<Void> start(StartReport start) {
        CompletableFuture<Void> confirmed = new CompletableFuture<>();
        add(new Entry(start, null, false, true, System.nanoTime(), () -> confirmed.complete(null),
                confirmed::completeExceptionally));
        return confirmed;
    }

    /** Announces a start that nobody waits for: it travels with what goes out next, and is lost with a lost link. */
    public void startUnawaited(StartReport start) {
        add(new Entry(start, null, false, false, System.nanoTime(), () -> {
        }, failure -> {
        }));
    }

    /**
     * Reports an outcome until it is confirmed.
     *
     * @param urgent
     *            not to wait for others
     * @param whenConfirmed
     *            runs once, on a thread of the connection: quick and without exceptions
     */
    public void outcome(OutcomeReport outcome, boolean urgent, Runnable whenConfirmed) {
        add(new Entry(null, outcome, urgent, false, System.nanoTime(), whenConfirmed, failure -> {
        }));
    }

    private void add(Entry entry) {
        lock.lock();
        try {
            waiting.addLast(entry);
            count(entry, 1);
            if (waiting.size() == 1 || waiting.size() >= rule.maxEntries() || entry.urgent || entry.awaited) {
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private void count(Entry entry, int change) {
        urgentWaiting += entry.urgent ? change : 0;
        startsWaiting += entry.awaited ? change : 0;
    }

    private void flushUntilClosed() {
        List<Entry> bundle = nextBundle();
        while (bundle != null) {
            if (failed.getAndSet(false)) {
                declareAgain.run();
            }
            publish(bundle);
            bundle = nextBundle();
        }
    }

    private @Nullable List<Entry> nextBundle() {
        lock.lock();
        try {
            while (!closed) {
                long now = System.nanoTime();
                Entry oldest = waiting.peekFirst();
                long due = Math.max(notBefore - now,
                        rule.nanosUntilFlush(waiting.size(), oldest == null ? 0 : now - oldest.since,
                                urgentWaiting > 0, startsWaiting > 0, startsOnTheirWay));
                if (oldest != null && due <= 0) {
                    return takeBundle();
                }
                changed.awaitNanos(due);
            }
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } finally {
            lock.unlock();
        }
    }

    private List<Entry> takeBundle() {
        List<Entry> bundle = new ArrayList<>(Math.min(waiting.size(), rule.maxEntries()));
        long chars = 0;
        while (!waiting.isEmpty() && bundle.size() < rule.maxEntries()
                && (bundle.isEmpty() || chars + waiting.getFirst().chars() <= MAX_CHARS)) {
            Entry entry = waiting.removeFirst();
            count(entry, -1);
            chars += entry.chars();
            bundle.add(entry);
        }
        unconfirmed += bundle.size();
        startsOnTheirWay += bundle.stream().anyMatch(Entry::awaited) ? 1 : 0;
        return bundle;
    }

    private void publish(List<Entry> bundle) {
        List<StartReport> starts = new ArrayList<>();
        List<OutcomeReport> outcomes = new ArrayList<>();
        for (Entry entry : bundle) {
            if (entry.start != null) {
                starts.add(entry.start);
            }
            if (entry.outcome != null) {
                outcomes.add(entry.outcome);
            }
        }
        byte[] message = MessageCodec.write(new ResultMessage.Results(worker, starts, outcomes));
        publisher.publish("", RelayTopology.RESULTS, message, failure -> settle(bundle, failure));
    }

    private void settle(List<Entry> bundle, @Nullable Throwable failure) {
        lock.lock();
        try {
            unconfirmed -= bundle.size();
            startsOnTheirWay -= bundle.stream().anyMatch(Entry::awaited) ? 1 : 0;
            if (failure != null) {
                failed.set(true);
                notBefore = System.nanoTime() + RETRY_NANOS;
                bundle.reversed().stream().filter(entry -> entry.outcome != null).forEach(entry -> {
                    waiting.addFirst(entry);
                    count(entry, 1);
                });
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (failure == null) {
            bundle.forEach(entry -> entry.whenConfirmed.run());
        } else {
            log.warn("the broker did not confirm {} reports; outcomes are published again until it does: {}",
                    bundle.size(), failure.getMessage());
            bundle.forEach(entry -> entry.whenFailed.accept(failure));
        }
    }

    /**
     * Waits until all that was reported is confirmed.
     *
     * @return false when some of it still is not
     */
    public boolean drain(Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        lock.lock();
        try {
            while (!waiting.isEmpty() || unconfirmed > 0) {
                if (changed.awaitNanos(deadline - System.nanoTime()) <= 0) {
                    return false;
                }
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Stops; what is unconfirmed is lost to us, and its deliveries come again elsewhere. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** One report and who is told of its fate. */
    private record Entry(@Nullable StartReport start, @Nullable OutcomeReport outcome, boolean urgent, boolean awaited,
            long since, Runnable whenConfirmed, Consumer<Throwable> whenFailed) {

        int chars() {
            return outcome != null && outcome.outcome() instanceof Outcome.Succeeded done
                    ? done.response().length()
                    : 0;
        }
    }
}
