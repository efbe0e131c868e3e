package dev.longhaul.resultstore.outcome;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.message.OutcomeReport;
import dev.longhaul.contract.message.StartReport;
import dev.longhaul.link.Delivery;
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
    private final Map<Key, Pending> waiting = new HashMap<>();
    private final ArrayDeque<Pending> byAge = new ArrayDeque<>();

    PendingStarts(long delayNanos) {
        this.delayNanos = delayNanos;
    }

    /** Takes a message's starts; its delivery is acknowledged when the last of them is settled. */
    void add(String worker, List<StartReport> starts, Delivery delivery, long nowNanos) {
        Ticket ticket = new Ticket(delivery, starts.size());
        for (StartReport start : starts) {
            Pending pending = new Pending(new WorkerStart(worker, start), ticket, nowNanos);
            Pending before = waiting.put(new Key(start.id(), start.epoch()), pending);
            if (before != null) {
                before.settle();
            }
            byAge.addLast(pending);
        }
        ticket.acknowledgeWhenDone();
    }

    /** The outcome of a start has been written: the start needs no write any more. */
    void settle(OutcomeReport outcome) {
        Pending pending = waiting.remove(new Key(outcome.id(), outcome.epoch()));
        if (pending != null) {
            pending.settle();
        }
    }

    /** Those that have waited long enough; they are settled by {@link #written}. */
    List<WorkerStart> due(long nowNanos, boolean all) {
        List<WorkerStart> due = new ArrayList<>();
        while (!byAge.isEmpty()) {
            Pending oldest = byAge.peekFirst();
            if (!oldest.settled && !all && nowNanos - oldest.since < delayNanos) {
                break;
            }
            byAge.removeFirst();
            if (!oldest.settled) {
                due.add(oldest.start);
            }
        }
        return due;
    }

    /** These starts are in the record now. */
    void written(List<WorkerStart> starts) {
        for (WorkerStart start : starts) {
            Pending pending = waiting.remove(new Key(start.report().id(), start.report().epoch()));
            if (pending != null) {
                pending.settle();
            }
        }
    }

    /** These starts could not be written; they are due again at once. */
    void failed(List<WorkerStart> starts) {
        for (WorkerStart start : starts) {
            Pending pending = waiting.get(new Key(start.report().id(), start.report().epoch()));
            if (pending != null) {
                byAge.addFirst(pending);
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

        void settle() {
            if (!settled) {
                settled = true;
                ticket.open--;
                ticket.acknowledgeWhenDone();
            }
        }
    }

    /** Counts what of a message is still to be written. */
    private static final class Ticket {

        private final Delivery delivery;
        int open;

        Ticket(Delivery delivery, int open) {
            this.delivery = delivery;
            this.open = open;
        }

        void acknowledgeWhenDone() {
            if (open == 0) {
                delivery.ack();
            }
        }
    }
}
