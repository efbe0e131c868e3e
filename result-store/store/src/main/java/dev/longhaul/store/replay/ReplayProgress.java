package dev.longhaul.store.replay;

import java.util.Map;

/**
 * How far a replay has come.
 *
 * @param position
 *            so many of its jobs are dealt with: replayed or skipped
 * @param skipped
 *            how many for which reason
 * @param succeeded
 *            of those that were replayed
 * @param failed
 *            of those that were replayed: failed again
 * @param endedOtherwise
 *            of those that were replayed: cancelled, expired or rejected
 * @param forgiven
 *            failures before it was resumed, which do not count against the limit
 */
public record ReplayProgress(int position, Map<Skip, Integer> skipped, int succeeded, int failed, int endedOtherwise,
        int forgiven) {

    public static final ReplayProgress NONE = new ReplayProgress(0, Map.of(), 0, 0, 0, 0);

    public ReplayProgress {
        skipped = Map.copyOf(skipped);
    }

    /** Jobs that it has begun anew. */
    public int replayed() {
        return position - skipped.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Failures that count against the limit. */
    public int counted() {
        return failed - forgiven;
    }
}
