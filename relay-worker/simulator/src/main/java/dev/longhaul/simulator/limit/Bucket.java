package dev.longhaul.simulator.limit;

/** Holds a limit per minute: fills continuously up to its capacity. Not thread-safe. */
final class Bucket {

    private static final double MINUTE = 60_000;

    private final int perMinute;
    private final double perMilli;
    private final double capacity;
    private double level;
    private long filledAt;

    Bucket(int perMinute, double burstSeconds, long nowMillis) {
        this.perMinute = perMinute;
        this.perMilli = perMinute / MINUTE;
        // Less than one would never let a call pass.
        this.capacity = Math.max(1, perMilli * burstSeconds * 1_000);
        this.level = capacity;
        this.filledAt = nowMillis;
    }

    void fill(long nowMillis) {
        // A clock that was set back fills nothing.
        level = Math.min(capacity, level + Math.max(0, nowMillis - filledAt) * perMilli);
        filledAt = nowMillis;
    }

    boolean holds(double amount) {
        return amount <= capacity;
    }

    /** Milliseconds until the amount is there; 0 when it is. The amount must not be more than the bucket holds. */
    long waitMillis(double amount) {
        // Sums of fractions miss a whole number by a hair; that must not cost a caller who came on time.
        double missing = amount - level - 1e-6;
        return missing <= 0 ? 0 : (long) Math.ceil(missing / perMilli);
    }

    void take(double amount) {
        level = Math.max(0, level - amount);
    }

    LimitReport.Window window() {
        return new LimitReport.Window(perMinute, (int) (level + 1e-6), (long) Math.ceil((capacity - level) / perMilli));
    }
}
