package dev.longhaul.worker.report;

/**
 * When a bundle of reports goes out: when it is full, when something in it is urgent, when its oldest entry has
 * lingered long enough, or when a start waits and no other start is on its way. So starts, which hold a slot while they
 * wait, group by themselves as fast as the broker confirms, and outcomes travel many to a message.
 *
 * @param maxEntries
 *            entries of a full bundle, at least 1
 * @param lingerNanos
 *            how long an outcome may wait for others
 */
record FlushRule(int maxEntries, long lingerNanos) {

    /**
     * @param entries
     *            entries that wait
     * @param oldestNanos
     *            how long the oldest has waited
     * @param urgent
     *            whether one of them must go at once
     * @param startWaits
     *            whether one of them is a start that somebody waits for
     * @param startsOnTheirWay
     *            published bundles with such starts that are not confirmed yet
     * @return nanoseconds until the bundle goes out; 0 for now; {@link Long#MAX_VALUE} while nothing waits
     */
    long nanosUntilFlush(int entries, long oldestNanos, boolean urgent, boolean startWaits, int startsOnTheirWay) {
        if (entries == 0) {
            return Long.MAX_VALUE;
        }
        if (urgent || entries >= maxEntries || (startWaits && startsOnTheirWay == 0)) {
            return 0;
        }
        return Math.max(0, lingerNanos - oldestNanos);
    }
}
