package dev.longhaul.dispatcher.fairness;

/**
 * How fast jobs come back from a pool's workers: a mean over about the last second, in which older ones count
 * exponentially less. Not thread-safe.
 */
final class Pace {

    private static final double MEMORY_MILLIS = 1_000;

    private double jobs;
    private long at;

    /**
     * Counts one.
     *
     * @param now
     *            in milliseconds since 1970
     */
    void count(long now) {
        turnTo(now);
        jobs++;
    }

    /** How many come back in such a time, at this pace. */
    int within(long millis, long now) {
        turnTo(now);
        return (int) (jobs * millis / MEMORY_MILLIS);
    }

    private void turnTo(long now) {
        // a clock that was set back forgets nothing until it is where it was
        if (now > at) {
            jobs *= Math.exp((at - now) / MEMORY_MILLIS);
            at = now;
        }
    }
}
