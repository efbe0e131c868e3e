package dev.longhaul.worker.limit;

import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What this worker wants of a limit, by what it uses. Not thread-safe. */
final class Demand {

    /** What one wants that has calls waiting: more than there is. */
    static final double EVERYTHING = 1_000;
    /** One that uses so much of the limit may want more in the next moment. */
    private static final double GROWTH = 1.5;
    /** How long use is remembered: a single call within half a second is not yet a rate. */
    private static final double MEMORY_NANOS = 5e9;
    private static final double MINUTE_NANOS = Duration.ofMinutes(1).toNanos();

    private final TimeMeter time;
    private long usedRequests;
    private long usedTokens;
    private double usedPart;
    private long lookedAt;

    Demand(TimeMeter time) {
        this.time = time;
        this.lookedAt = time.currentTimeNanos();
    }

    /** Counts what is used, or what was not when negative. */
    void use(long requests, long tokens) {
        usedRequests += requests;
        usedTokens += tokens;
    }

    /**
     * What is wanted by what was used since this was last asked.
     *
     * @param waitingNanos
     *            how long there have been calls waiting without a pause; 0 when there are none
     * @return a part of the whole limit; above 1 when it is more than there is
     */
    double look(@Nullable MinuteBudget requests, @Nullable MinuteBudget tokens, long waitingNanos) {
        long now = time.currentTimeNanos();
        long nanos = Math.max(1, now - lookedAt);
        double usedNow = Math.max(partOf(requests, usedRequests, nanos), partOf(tokens, usedTokens, nanos));
        usedRequests = 0;
        usedTokens = 0;
        lookedAt = now;
        if (waitingNanos > nanos / 2) {
            // what is used now tells the part, not the need: remembered, it would hold the part when the line has gone
            return EVERYTHING;
        }
        usedPart += (1 - Math.exp(-nanos / MEMORY_NANOS)) * (usedNow - usedPart);
        return usedPart * GROWTH;
    }

    private static double partOf(@Nullable MinuteBudget budget, long used, long nanos) {
        return budget == null ? 0 : used * MINUTE_NANOS / nanos / budget.perMinute();
    }
}
