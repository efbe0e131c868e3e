package dev.longhaul.resultstore.deadletter;

import java.time.Duration;

/**
 * How many jobs of a replay may go out now. The rate rises in a straight line from a tenth to all of it. What was not
 * used is lost but for a tenth of a second's worth, so that in no second more than 110 % of the rate go out, or one job
 * more than the rate where that is more. Used by one thread.
 */
final class ReplayPace {

    private static final double LEAST = 0.1;
    private static final double SAVED_SECONDS = 0.1;
    private static final double NANOS = 1e9;

    private final double perSecond;
    private final long rampNanos;
    private final long start;
    private long last;
    private double credit;

    /**
     * @param perSecond
     *            above 0
     * @param nowNanos
     *            of a clock that only goes forward
     */
    ReplayPace(double perSecond, Duration ramp, long nowNanos) {
        this.perSecond = perSecond;
        this.rampNanos = ramp.toNanos();
        this.start = nowNanos;
        this.last = nowNanos;
    }

    /** Takes as many as may go now, and not more than are wanted. */
    int take(int wanted, long nowNanos) {
        double rate = rate(nowNanos);
        credit = Math.min(Math.max(1, rate * SAVED_SECONDS), credit + rate * (nowNanos - last) / NANOS);
        last = nowNanos;
        int taken = Math.min(wanted, (int) credit);
        credit -= taken;
        return taken;
    }

    private double rate(long nowNanos) {
        long since = nowNanos - start;
        return since >= rampNanos ? perSecond : perSecond * Math.max(LEAST, (double) since / rampNanos);
    }
}
