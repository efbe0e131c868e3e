package dev.longhaul.dispatcher.dispatch;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.dispatcher.fairness.InFlightJob;
import dev.longhaul.store.job.JobDispatch.Dispatched;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Brings the jobs that the record hands out, in no order, back into the order in which they were picked. All of a full
 * window together may be more than a dispatcher's heap holds, so they go on in portions; only long requests do not fit
 * into one, and only among them the order is the record's. Not thread-safe.
 */
final class Portions implements Consumer<Dispatched> {

    /** Characters of requests in a portion, with one request more. */
    static final int MAX_CHARS = 1 << 23;

    private final Map<JobId, InFlightJob> left;
    private final Consumer<List<Outgoing>> next;
    private final Map<JobId, Dispatched> read = new HashMap<>();
    private long chars;

    /**
     * @param next
     *            gets each portion, in the order of the picks
     */
    Portions(List<InFlightJob> picked, Consumer<List<Outgoing>> next) {
        left = LinkedHashMap.newLinkedHashMap(picked.size());
        picked.forEach(job -> left.put(job.job().id(), job));
        this.next = next;
    }

    @Override
    public void accept(Dispatched each) {
        read.put(each.job().id(), each);
        chars += each.job().request().length();
        if (chars >= MAX_CHARS) {
            flush();
        }
    }

    /** Hands on what has been read. */
    void flush() {
        List<Outgoing> portion = new ArrayList<>(read.size());
        left.values().removeIf(job -> {
            Dispatched won = read.get(job.job().id());
            if (won == null) {
                return false;
            }
            job.dispatched(won.epoch());
            portion.add(new Outgoing(job, won.job(), won.attempts()));
            return true;
        });
        read.clear();
        chars = 0;
        next.accept(portion);
    }

    /** The picks that have not been handed on. */
    Collection<InFlightJob> left() {
        return left.values();
    }
}
