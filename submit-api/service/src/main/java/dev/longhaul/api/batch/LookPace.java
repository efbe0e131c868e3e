package dev.longhaul.api.batch;

import java.time.Duration;

/** How long to wait between two looks at the jobs of a batch: the less happens, the longer. For one thread. */
final class LookPace {

    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(2);

    private Duration next = SHORTEST;

    /**
     * @param changed
     *            whether the last look has shown anything new
     */
    void looked(boolean changed) {
        Duration longer = next.plus(next.dividedBy(2));
        next = changed ? SHORTEST : longer.compareTo(LONGEST) > 0 ? LONGEST : longer;
    }

    Duration next() {
        return next;
    }
}
