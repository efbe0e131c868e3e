package dev.longhaul.dispatcher.fairness;

import dev.longhaul.store.order.JobSet;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sets of jobs that are to be cancelled in the record once more: whoever was asked to cancel them may have died over
 * it, or some of the jobs came only then. Not thread-safe.
 */
final class UnfinishedCancels {

    /** Whoever was asked has normally finished by then. */
    static final long GRACE_MILLIS = 5_000;

    private final Map<JobSet, Long> due = new LinkedHashMap<>();

    void note(JobSet jobs, long now) {
        due.putIfAbsent(jobs, now + GRACE_MILLIS);
    }

    List<JobSet> takeDue(long now) {
        List<JobSet> taken = new ArrayList<>();
        for (Iterator<Map.Entry<JobSet, Long>> each = due.entrySet().iterator(); each.hasNext();) {
            Map.Entry<JobSet, Long> entry = each.next();
            if (entry.getValue() <= now) {
                each.remove();
                taken.add(entry.getKey());
            }
        }
        return taken;
    }
}
