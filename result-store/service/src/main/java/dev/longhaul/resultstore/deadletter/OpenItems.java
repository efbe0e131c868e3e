package dev.longhaul.resultstore.deadletter;

import dev.longhaul.contract.job.JobState;
import dev.longhaul.store.replay.ReplayItem;
import dev.longhaul.store.replay.ReplayProgress;
import dev.longhaul.store.replay.Skip;
import dev.longhaul.store.replay.Standing;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What has become of a replay's jobs, and which of them have not ended. Used by one thread. */
final class OpenItems {

    private final ArrayDeque<ReplayItem> open = new ArrayDeque<>();
    private final Map<Skip, Integer> skipped = new EnumMap<>(Skip.class);
    private int position;
    private int succeeded;
    private int failed;
    private int endedOtherwise;

    /** A job that has been dealt with for the first time. */
    void add(ReplayItem item, Standing standing) {
        position++;
        count(item, standing);
    }

    /** Takes some of those that had not ended at the last look; each is to be given to {@link #seen}. */
    List<ReplayItem> takeOpen(int most) {
        List<ReplayItem> taken = new ArrayList<>(Math.min(most, open.size()));
        while (taken.size() < most && !open.isEmpty()) {
            taken.add(open.remove());
        }
        return taken;
    }

    void seen(ReplayItem item, Standing standing) {
        count(item, standing);
    }

    private void count(ReplayItem item, Standing standing) {
        switch (standing) {
            case Standing.Skipped(Skip why) -> skipped.merge(why, 1, Integer::sum);
            case Standing.Replayed(JobState state) -> {
                switch (state) {
                    case QUEUED, DISPATCHED, RUNNING -> open.add(item);
                    case SUCCEEDED -> succeeded++;
                    case FAILED -> failed++;
                    case CANCELLED, EXPIRED, REJECTED -> endedOtherwise++;
                }
            }
        }
    }

    int position() {
        return position;
    }

    boolean allEnded() {
        return open.isEmpty();
    }

    ReplayProgress progress(int forgiven) {
        return new ReplayProgress(position, skipped, succeeded, failed, endedOtherwise, forgiven);
    }
}
