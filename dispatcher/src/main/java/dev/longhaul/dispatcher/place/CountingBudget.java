package dev.longhaul.dispatcher.place;

import java.time.Clock;

/** How many jobs may still be counted in this second. Not thread-safe. */
final class CountingBudget {

    private final int perSecond;
    private final Clock clock;
    private long second;
    private int used;

    CountingBudget(int perSecond, Clock clock) {
        this.perSecond = perSecond;
        this.clock = clock;
    }

    int left() {
        long now = Math.floorDiv(clock.millis(), 1_000);
        if (now != second) {
            second = now;
            used = 0;
        }
        return perSecond - used;
    }

    void use(int counted) {
        used += counted;
    }
}
