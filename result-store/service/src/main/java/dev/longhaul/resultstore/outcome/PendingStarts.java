package dev.longhaul.resultstore.outcome;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.message.OutcomeReport;
import dev.longhaul.contract.message.StartReport;
import dev.longhaul.link.Receipt;
import dev.longhaul.store.job.JobResults.WorkerStart;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Starts that wait a moment for their outcome: most jobs end within it, and then the start costs no write. The messages
 * that brought them stay unacknowledged, so that the broker keeps them meanwhile. Not thread-safe.
 */
final class PendingStarts {

    private final long delayNanos;
    private final int mostHeld;
    private final Map<Key, Pending> waiting = new HashMap<>();
    private final ArrayDeque<Pending> byAge = new ArrayDeque<>();
    /** Messages that are not acknowledged yet because of their starts. */
    private int held;

    /**
     * @param mostHeld
     *            messages that may stay unacknowledged; less than the consumer's prefetch, or no outcome would come any
     *            more
     */
    PendingStarts(long delayNanos, int mostHeld) {
        this.delayNanos = delayNanos;
        this.mostHeld = mostHeld;
    }

    /**
     * Takes a message's starts.
     *
     * @param message
     *            acknowledged when the last of them is settled; nothing else is held of it, because outcomes that came
     *            by it may be long
     */
    void add(String worker, List<StartReport> starts, Receipt message, long nowNanos) {
        if (starts.isEmpty()) {
            message.ack();
            return;
        }
        held++;
        Ticket ticket = new Ticket(message, starts.size());
        for (StartReport start : starts) {
            Pending pending = new Pending(new WorkerStart(worker, start), ticket, nowNanos);
            Pending before = waiting.put(new Key(start.id(), start.epoch()), pending);
            if (before != null) {
                settle(before);
            }
            byAge.addLast(pending);
        }
    }

    /** The outcome of a start has been written: the start needs no write any more. */
    void settle(OutcomeReport outcome) {
        Pending pending = waiting.remove(new Key(outcome.id(), outcome.epoch()));
        if (pending != null) {
            settle(pending);
        }
    }

    /** Those that have waited long enough, or all when too many messages are held; {@link #written} settles them. */
    List<WorkerStart> due(long nowNanos) {
        boolean all = held > mostHeld;
        List<WorkerStart> due = new ArrayList<>();
        while (!byAge.isEmpty()) {
            Pending oldest = byAge.element();
            if (!oldest.settled && !all && nowNanos - oldest.since < delayNanos) {
                break;
            }
            byAge.remove();
            if (!oldest.settled) {
                due.add(oldest.start);
            }
        }
        return due;
    }

    /** All that wait; {@link #written} settles them. */
    List<WorkerStart> all() {
        List<WorkerStart> all = byAge.stream().filter(pending -> !pending.settled).map(pending -> pending.start)
                .toList();
        byAge.clear();
        return all;
    }

    /** These starts are in the record now. */
    void written(List<WorkerStart> starts) {
        for (WorkerStart start : starts) {
            Pending pending = waiting.remove(new Key(start.report().id(), start.report().epoch()));
            if (pending != null) {
                settle(pending);
            }
        }
    }

    /** These starts could not be written; they wait again, in their order. */
    void failed(List<WorkerStart> starts) {
        for (WorkerStart start : starts.reversed()) {
            Pending pending = waiting.get(new Key(start.report().id(), start.report().epoch()));
            if (pending != null) {
                byAge.addFirst(pending);
            }
        }
    }

    private void settle(Pending pending) {
        if (!pending.settled) {
            pending.settled = true;
            if (--pending.ticket.open == 0) {
                held--;
                pending.ticket.message.ack();
            }
        }
    }

    private record Key(JobId id, int epoch) {}

    private static final class Pending {

        final WorkerStart start;
        final Ticket ticket;
        final long since;
        boolean settled;

        Pending(WorkerStart start, Ticket ticket, long since) {
            this.start = start;
            this.ticket = ticket;
            this.since = since;
        }
    }

    /** A message and how many of its starts are still to be settled. */
    private static final class Ticket {

        final Receipt message;
        int open;

        Ticket(Receipt message, int open) {
            this.message = message;
            this.open = open;
        }
    }
}
