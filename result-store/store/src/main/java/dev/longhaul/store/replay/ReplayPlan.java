package dev.longhaul.store.replay;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a replay is to do. It never changes.
 *
 * @param filter
 *            by which its jobs were selected, for people
 * @param selection
 *            of which jobs
 * @param perSecond
 *            how many jobs go out in a second, at most
 * @param ramp
 *            how long it takes from a tenth of that to all of it
 * @param canary
 *            so many go first, and the others when all of these have ended and none has failed; 0 for none
 * @param maxFailures
 *            when more of its jobs fail, it stops
 */
public record ReplayPlan(String filter, Selected selection, Overrides overrides, double perSecond, Duration ramp,
        int canary, int maxFailures) {

    /**
     * The jobs that were selected, in numbers.
     *
     * @param digest
     *            equal for equal selections
     * @param promptTokens
     *            estimated
     * @param completionTokens
     *            estimated, at most
     * @param nanoDollars
     *            what they may cost at most, in billionths of a US dollar; null when that is not known for all of them
     */
    public record Selected(String digest, int jobs, long promptTokens, long completionTokens,
            @Nullable Long nanoDollars) {}
}
