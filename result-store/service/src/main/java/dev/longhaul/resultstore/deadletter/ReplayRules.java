package dev.longhaul.resultstore.deadletter;

import dev.longhaul.store.replay.ReplayPlan;
import dev.longhaul.store.replay.ReplayProgress;
import org.jspecify.annotations.Nullable;

/** How far a replay may go. Pure functions. */
final class ReplayRules {

    private ReplayRules() {}

    /**
     * So many of its jobs may have gone out by now.
     *
     * @param allEnded
     *            whether all that have gone out have ended
     */
    static int mayHaveGone(ReplayPlan plan, ReplayProgress progress, boolean allEnded) {
        boolean canaryIsOut = progress.position() > plan.canary()
                || (progress.position() == plan.canary() && allEnded);
        return canaryIsOut ? plan.selection().jobs() : Math.min(plan.canary(), plan.selection().jobs());
    }

    /** Why it may not go on; null when it may. */
    static @Nullable String whyStop(ReplayPlan plan, ReplayProgress progress) {
        if (progress.position() <= plan.canary() && progress.counted() > 0) {
            return "Of the first " + plan.canary() + " jobs " + progress.counted() + " have failed again.";
        }
        return progress.counted() > plan.maxFailures()
                ? progress.counted() + " jobs have failed again, more than the " + plan.maxFailures() + " allowed."
                : null;
    }
}
