package dev.longhaul.worker.limit;

import io.github.bucket4j.TimeMeter;
import java.time.Duration;

/**
 * How many calls of a key and model may be under way where the provider tells no limits. Before the first answer one,
 * and twice as many with every second, because that answer may well tell limits. Then there is none until calls are
 * refused as too many. Then the limit falls by a third at a time to what the provider takes, and is probed from time to
 * time: by one more call first, then by twice as many more as long as that goes well; the longer it does not go well,
 * the rarer. Not thread-safe.
 */
final class ParallelLimit {

    private static final double FALL = 2.0 / 3;
    private static final Duration WHILE_GROWING = Duration.ofSeconds(1);
    private static final Duration FIRST_PROBE = Duration.ofSeconds(5);
    private static final Duration RAREST_PROBE = Duration.ofSeconds(20);
    private static final int NONE = Integer.MAX_VALUE;
    /** As every worker of the pool has as many: a small limit does not bear more. */
    private static final int BEFORE_FIRST_ANSWER = 1;
    private static final int MOST_DOUBLINGS = 20;

    private final TimeMeter time;
    private boolean answered;
    private long firstBegunAt;
    private int limit = NONE;
    /** What went well before the last growth. */
    private int proven = NONE;
    private int step = 1;
    private int underWay;
    private int most;
    private long changedAt;
    private long probeNanos = FIRST_PROBE.toNanos();
    private boolean growing;

    ParallelLimit(TimeMeter time) {
        this.time = time;
    }

    boolean allowsMore() {
        return underWay < (answered ? limit : beforeAnswers());
    }

    private int beforeAnswers() {
        if (underWay == 0) {
            return BEFORE_FIRST_ANSWER;
        }
        long seconds = (time.currentTimeNanos() - firstBegunAt) / Duration.ofSeconds(1).toNanos();
        return BEFORE_FIRST_ANSWER << Math.min(seconds, MOST_DOUBLINGS);
    }

    /** The provider has begun to answer, or its limits are known from elsewhere. */
    void answered() {
        answered = true;
    }

    void begin() {
        if (underWay == 0) {
            firstBegunAt = time.currentTimeNanos();
        }
        underWay++;
        most = Math.max(most, underWay);
    }

    /** A call has ended, and not because there were too many. */
    void end() {
        answered = true;
        grow();
        underWay--;
    }

    /** A call was not made after all. */
    void unused() {
        underWay--;
    }

    /**
     * A call was refused because there were too many.
     *
     * @param begunAt
     *            what was begun before the limit fell says nothing of the new one
     */
    void refused(long begunAt) {
        answered = true;
        int before = underWay;
        underWay--;
        if (limit != NONE && begunAt < changedAt) {
            return;
        }
        if (growing) {
            // one step too far: back to what went well, and the next probe later
            limit = proven;
            probeNanos = Math.min(RAREST_PROBE.toNanos(), probeNanos * 2);
        } else {
            limit = Math.max(1, (int) (Math.min(limit, before) * FALL));
        }
        growing = false;
        step = 1;
        changedAt = time.currentTimeNanos();
    }

    private void grow() {
        long now = time.currentTimeNanos();
        if (limit == NONE || underWay < limit
                || now - changedAt < (growing ? WHILE_GROWING.toNanos() : probeNanos)) {
            return;
        }
        if (growing) {
            // the last step went well
            probeNanos = FIRST_PROBE.toNanos();
            step *= 2;
        }
        proven = limit;
        limit += step;
        growing = true;
        changedAt = now;
        if (limit > 2 * most) {
            limit = NONE;
            growing = false;
            step = 1;
        }
    }

    /** For tests and people; {@link Integer#MAX_VALUE} for none. */
    int limit() {
        return limit;
    }
}
