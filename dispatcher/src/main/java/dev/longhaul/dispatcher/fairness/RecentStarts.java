package dev.longhaul.dispatcher.fairness;

import dev.longhaul.contract.message.Reply.Starts;
import java.util.Arrays;

/** Counts what was started within the last minute, in slots of five seconds. Not thread-safe. */
final class RecentStarts {

    private static final int SLOTS = 12;
    private static final long SLOT_MILLIS = 5_000;
    static final Starts NONE = new Starts(0, (int) (SLOTS * SLOT_MILLIS / 1_000));

    private final long since;
    private final int[] counts = new int[SLOTS];
    /** The number of the latest slot: its beginning in milliseconds since 1970, in units of its length. */
    private long latest;

    /**
     * @param since
     *            when counting begins, in milliseconds since 1970
     */
    RecentStarts(long since) {
        this.since = since;
        this.latest = since / SLOT_MILLIS;
    }

    void count(long now) {
        turnTo(now);
        counts[(int) (latest % SLOTS)]++;
    }

    /** The rate since counting began, at most over the last minute. */
    Starts rate(long now) {
        turnTo(now);
        long from = Math.max(since, (latest - SLOTS + 1) * SLOT_MILLIS);
        // of the first moments no rate can be told
        long seconds = Math.max(1, Math.round((now - from) / 1_000.0));
        return new Starts((double) Arrays.stream(counts).sum() / seconds, (int) seconds);
    }

    private void turnTo(long now) {
        long slot = now / SLOT_MILLIS;
        if (slot - latest >= SLOTS) {
            Arrays.fill(counts, 0);
            latest = slot;
        }
        // a clock that was set back counts into the latest slot
        while (latest < slot) {
            latest++;
            counts[(int) (latest % SLOTS)] = 0;
        }
    }
}
