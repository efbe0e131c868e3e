package dev.longhaul.worker.report;

import dev.longhaul.contract.message.AnswerParts;
import dev.longhaul.contract.message.OutcomeReport;
import dev.longhaul.contract.message.StartReport;
import dev.longhaul.link.ConfirmedPublisher;
import dev.longhaul.worker.report.Bundle.Entry;
import dev.longhaul.worker.report.Outbox.Kept;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends starts and outcomes to the record, several to a message. An outcome is published again until the broker has
 * confirmed it, and kept on disk when that takes long; a start is published once, because whoever waits for it has to
 * look again whether the job is still ours. What waits here is bounded by the jobs in the worker's hands. Thread-safe.
 */
public final class ReportBundler implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ReportBundler.class);
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    /** A link that is up and well confirms sooner. */
    private static final long KEEP_AFTER_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** Characters of answers in one message, unless a single answer is longer. */
    private static final int MAX_CHARS = 1 << 20;

    private final ConfirmedPublisher publisher;
    private final String worker;
    private final FlushRule rule;
    private final Runnable declareAgain;
    private final Outbox outbox;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Entry> waiting = new ArrayDeque<>();
    private final Set<Bundle> onTheirWay = new LinkedHashSet<>();
    /** The broker did not take them, or a worker that is gone left them. */
    private final Deque<Bundle> again = new ArrayDeque<>();
    /** Of those on their way: the broker has the parts that were published, and others are to follow. */
    private final Deque<Bundle> goingOn = new ArrayDeque<>();
    /** Since the last look. */
    private boolean failed;
    private int startsOnTheirWay;
    private int urgentWaiting;
    private int startsWaiting;
    private long notBefore = System.nanoTime();
    private boolean closed;

    /**
     * @param declareAgain
     *            declares the queues, before a bundle is published again that the broker did not take
     * @param outbox
     *            what is in it is published first
     */
    public ReportBundler(ConfirmedPublisher publisher, String worker, int maxEntries, Duration linger,
            Runnable declareAgain, Outbox outbox) {
        this.publisher = publisher;
        this.worker = worker;
        this.rule = new FlushRule(maxEntries, linger.toNanos());
        this.declareAgain = declareAgain;
        this.outbox = outbox;
        outbox.all().forEach(left -> again.addLast(new Bundle(List.of(), left)));
        Thread.ofPlatform().name("report-bundler").start(this::flushUntilClosed);
    }

    /** Announces a start; the future fails when the broker did not confirm it, and it may yet have arrived. */
    public CompletableFuture<Void> start(StartReport start) {
        CompletableFuture<Void> confirmed = new CompletableFuture<>();
        add(new Entry(start, null, null, false, true, System.nanoTime(), () -> confirmed.complete(null),
                confirmed::completeExceptionally));
        return confirmed;
    }

    /** Announces a start that nobody waits for: it travels with what goes out next, and is lost with a lost link. */
    public void startUnawaited(StartReport start) {
        add(new Entry(start, null, null, false, false, System.nanoTime(), () -> {
        }, failure -> {
        }));
    }

    /**
     * Reports an outcome until it is confirmed.
     *
     * @param inParts
     *            what tells of its answer when that is long: it travels in parts ahead of the report. Null otherwise
     * @param urgent
     *            not to wait for others
     * @param whenConfirmed
     *            runs once, on a thread of the connection: quick and without exceptions
     */
    public void outcome(OutcomeReport outcome, @Nullable AnswerParts inParts, boolean urgent, Runnable whenConfirmed) {
        add(new Entry(null, outcome, inParts, urgent, false, System.nanoTime(), whenConfirmed, failure -> {
        }));
    }

    private void add(Entry entry) {
        lock.lock();
        try {
            waiting.addLast(entry);
            count(entry, 1);
            if (waiting.size() == 1 || waiting.size() >= rule.maxEntries() || entry.urgent() || entry.awaited()) {
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private void count(Entry entry, int change) {
        urgentWaiting += entry.urgent() ? change : 0;
        startsWaiting += entry.awaited() ? change : 0;
    }

    private void flushUntilClosed() {
        try {
            while (awaitWork()) {
                keepLate();
                if (goesOnAfterFailure()) {
                    declareAgain.run();
                }
                Bundle next = takeNext();
                if (next != null) {
                    publish(next);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns when something has to be published or kept; false when this is closed. */
    private boolean awaitWork() throws InterruptedException {
        lock.lock();
        try {
            while (!closed) {
                long now = System.nanoTime();
                long due = Math.min(untilPublish(now), untilKept(now));
                if (due <= 0) {
                    return true;
                }
                changed.awaitNanos(due);
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    private long untilPublish(long now) {
        Entry oldest = waiting.peekFirst();
        long fresh = rule.nanosUntilFlush(waiting.size(), oldest == null ? 0 : now - oldest.since(), urgentWaiting > 0,
                startsWaiting > 0, startsOnTheirWay);
        return Math.max(notBefore - now, again.isEmpty() && goingOn.isEmpty() ? fresh : 0);
    }

    private long untilKept(long now) {
        if (again.stream().anyMatch(Bundle::needsKeeping)) {
            return 0;
        }
        for (Bundle each : onTheirWay) {
            if (each.needsKeeping()) {
                return each.since + KEEP_AFTER_NANOS - now;
            }
        }
        return Long.MAX_VALUE;
    }

    /** Keeps what the broker has refused, or has had for a while without a word. */
    private void keepLate() {
        List<Bundle> late;
        lock.lock();
        try {
            long now = System.nanoTime();
            late = Stream.concat(again.stream(),
                    onTheirWay.stream().filter(each -> each.since + KEEP_AFTER_NANOS - now <= 0))
                    .filter(Bundle::needsKeeping).toList();
            late.forEach(each -> each.triedToKeep = true);
        } finally {
            lock.unlock();
        }
        for (Bundle each : late) {
            Kept kept = outbox.keep(Bundle.message(worker, each.outcomes()));
            boolean confirmedMeanwhile;
            lock.lock();
            try {
                each.kept = kept;
                confirmedMeanwhile = each.confirmed;
            } finally {
                lock.unlock();
            }
            if (confirmedMeanwhile && kept != null) {
                outbox.drop(kept);
            }
        }
    }

    /**
     * Whether there was a failure and it is time to try again. All outcomes that wait are to be kept then, too; starts
     * are not to stand behind them, so that they fail with the next failure.
     */
    private boolean goesOnAfterFailure() {
        lock.lock();
        try {
            if (!failed || System.nanoTime() - notBefore < 0) {
                return false;
            }
            failed = false;
            List<Entry> starts = waiting.stream().filter(entry -> entry.start() != null).toList();
            waiting.removeAll(starts);
            while (!waiting.isEmpty()) {
                again.addLast(new Bundle(takeEntries(), null));
            }
            waiting.addAll(starts);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Bundle takeNext() {
        lock.lock();
        try {
            long now = System.nanoTime();
            if (untilPublish(now) > 0) {
                return null;
            }
            if (!goingOn.isEmpty()) {
                Bundle begun = goingOn.removeFirst();
                begun.since = now;
                return begun;
            }
            Bundle next = again.isEmpty() ? new Bundle(takeEntries(), null) : again.removeFirst();
            next.since = now;
            onTheirWay.add(next);
            startsOnTheirWay += next.isAwaited() ? 1 : 0;
            return next;
        } finally {
            lock.unlock();
        }
    }

    private List<Entry> takeEntries() {
        List<Entry> entries = new ArrayList<>(Math.min(waiting.size(), rule.maxEntries()));
        long chars = 0;
        // a long answer takes its time, and no other report waits for it
        while (!waiting.isEmpty() && entries.size() < rule.maxEntries()
                && (entries.isEmpty() || (waiting.getFirst().inParts() == null
                        && chars + waiting.getFirst().chars() <= MAX_CHARS))) {
            Entry entry = waiting.removeFirst();
            count(entry, -1);
            chars += entry.chars();
            entries.add(entry);
            if (entry.inParts() != null) {
                break;
            }
        }
        return entries;
    }

    private void publish(Bundle bundle) {
        Parcel parcel;
        try {
            parcel = parcel(bundle);
        } catch (IOException e) {
            log.error("{} cannot be read and stays where it is: {}", bundle.kept, e.toString());
            forget(bundle);
            return;
        }
        List<Parcel.Message> messages = parcel.takeNext();
        AtomicInteger unsettled = new AtomicInteger(messages.size());
        AtomicReference<@Nullable Throwable> failed = new AtomicReference<>();
        for (Parcel.Message message : messages) {
            publisher.publish("", message.queue(), message.body(), failure -> {
                if (failure != null) {
                    failed.set(failure);
                }
                if (unsettled.decrementAndGet() == 0) {
                    settle(bundle, parcel, failed.get());
                }
            });
        }
    }

    private Parcel parcel(Bundle bundle) throws IOException {
        Parcel begun = bundle.parcel;
        if (begun != null) {
            return begun;
        }
        Parcel fresh = bundle.entries.isEmpty() && bundle.kept != null
                ? Parcel.ofLeft(bundle.kept.read())
                : Parcel.of(worker, bundle.entries);
        bundle.parcel = fresh;
        return fresh;
    }

    private void forget(Bundle bundle) {
        lock.lock();
        try {
            onTheirWay.remove(bundle);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void settle(Bundle bundle, Parcel parcel, @Nullable Throwable failure) {
        if (failure == null && !parcel.isDone()) {
            goOn(bundle);
        } else if (failure == null) {
            confirmed(bundle);
        } else {
            log.warn("the broker did not confirm {} reports; outcomes are published again until it does: {}",
                    bundle.entries.size(), failure.getMessage());
            unconfirmed(bundle).forEach(start -> start.whenFailed().accept(failure));
        }
    }

    private void goOn(Bundle bundle) {
        lock.lock();
        try {
            goingOn.addLast(bundle);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void confirmed(Bundle bundle) {
        Kept kept;
        lock.lock();
        try {
            onTheirWay.remove(bundle);
            startsOnTheirWay -= bundle.isAwaited() ? 1 : 0;
            bundle.confirmed = true;
            kept = bundle.kept;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (kept != null) {
            outbox.drop(kept);
        }
        bundle.entries.forEach(entry -> entry.whenConfirmed().run());
    }

    /** Returns the starts that are not published again: also those that wait, which would stand behind the outcomes. */
    private List<Entry> unconfirmed(Bundle bundle) {
        lock.lock();
        try {
            onTheirWay.remove(bundle);
            startsOnTheirWay -= bundle.isAwaited() ? 1 : 0;
            failed = true;
            notBefore = System.nanoTime() + RETRY_NANOS;
            List<Entry> starts = new ArrayList<>(bundle.entries);
            starts.addAll(waiting);
            starts.removeIf(entry -> entry.start() == null);
            waiting.removeIf(entry -> {
                boolean isStart = entry.start() != null;
                if (isStart) {
                    count(entry, -1);
                }
                return isStart;
            });
            bundle.entries = bundle.outcomes();
            // the parts that were confirmed may be lost with the broker; they may come twice
            bundle.parcel = null;
            if (!bundle.entries.isEmpty() || bundle.kept != null) {
                again.addFirst(bundle);
            }
            changed.signalAll();
            return starts;
        } finally {
            lock.unlock();
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
            while (!waiting.isEmpty() || !again.isEmpty() || !onTheirWay.isEmpty()) {
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
}
