package dev.longhaul.dispatcher.fairness;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.Lane;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Jobs that would be next in a queue if they were not paused. They stand aside, so that a million of them cost nothing
 * when the next job is chosen. Not thread-safe.
 */
final class PausedJobs {

    private final Map<JobId, WaitingJob> byId = new HashMap<>();
    private final LaneCounts counts = new LaneCounts();

    void add(WaitingJob job) {
        if (byId.put(job.id(), job) == null) {
            counts.add(job.lane(), 1);
        }
    }

    boolean contains(JobId id) {
        return byId.containsKey(id);
    }

    boolean remove(JobId id) {
        WaitingJob job = byId.remove(id);
        if (job != null) {
            counts.add(job.lane(), -1);
        }
        return job != null;
    }

    /** Takes all out that the condition names. */
    List<WaitingJob> takeIf(Predicate<WaitingJob> which) {
        List<WaitingJob> taken = new ArrayList<>();
        for (Iterator<WaitingJob> each = byId.values().iterator(); each.hasNext();) {
            WaitingJob job = each.next();
            if (which.test(job)) {
                each.remove();
                counts.add(job.lane(), -1);
                taken.add(job);
            }
        }
        return taken;
    }

    int size(Lane lane) {
        return counts.of(lane);
    }
}
