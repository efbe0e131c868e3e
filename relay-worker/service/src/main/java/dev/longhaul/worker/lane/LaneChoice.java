package dev.longhaul.worker.lane;

import dev.longhaul.contract.job.Lane;
import org.jspecify.annotations.Nullable;

/**
 * Which lane gets the next slot. Interactive goes first, then standard, then batch; a lane that was passed over
 * {@link #patience} times in a row while it had work is served next, so that the lower lanes keep moving. Some slots
 * are kept for interactive jobs, so that long calls of the lower lanes never make a chat call wait. A pure function of
 * what it is shown.
 */
final class LaneChoice {

    private static final Lane[] LANES = Lane.values();

    private LaneChoice() {}

    /** The state of the lanes. */
    interface Loads {

        /** Jobs in the lane's line. */
        int waiting(Lane lane);

        /** Slots that the lane's jobs have. */
        int running(Lane lane);

        /** Turns of other lanes since the lane had one, counted while it had work. */
        int passedOver(Lane lane);
    }

    /**
     * @param slots
     *            all slots
     * @param reserve
     *            slots that only interactive jobs may take
     * @return the lane to serve, or null when no waiting job may start now
     */
    static @Nullable Lane next(Loads loads, int slots, int reserve) {
        int lower = loads.running(Lane.STANDARD) + loads.running(Lane.BATCH);
        if (lower + loads.running(Lane.INTERACTIVE) >= slots) {
            return null;
        }
        Lane first = null;
        Lane overdue = null;
        for (Lane lane : LANES) {
            boolean may = lane == Lane.INTERACTIVE || lower < slots - reserve;
            if (may && loads.waiting(lane) > 0) {
                first = first == null ? lane : first;
                // the lowest of several overdue lanes goes first: it waits longest between its turns
                overdue = loads.passedOver(lane) >= patience(lane) ? lane : overdue;
            }
        }
        return overdue == null ? first : overdue;
    }

    /** How many turns of other lanes a waiting lane bears. At full load standard gets 1 turn in 5, batch 1 in 10. */
    static int patience(Lane lane) {
        return switch (lane) {
            case INTERACTIVE -> Integer.MAX_VALUE;
            case STANDARD -> 4;
            case BATCH -> 9;
        };
    }
}
