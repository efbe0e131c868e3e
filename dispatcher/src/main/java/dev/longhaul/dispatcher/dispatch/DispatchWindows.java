package dev.longhaul.dispatcher.dispatch;

import dev.longhaul.contract.job.Lane;
import dev.longhaul.dispatcher.fairness.Scheduler.Windows;
import dev.longhaul.dispatcher.pool.Workers;

/**
 * How much may be out at a time: so much for each slot of the pool's live workers, and on top what is on the way
 * between here and there, which is more the faster jobs come back. Each lane has a window of its own, so that a batch
 * never fills that of chat calls. Nothing goes to a pool without workers.
 */
final class DispatchWindows implements Windows {

    private final Workers workers;
    private final LinkState link;
    private final double factor;
    private final int extra;

    DispatchWindows(Workers workers, LinkState link, double factor, int extra) {
        this.workers = workers;
        this.link = link;
        this.factor = factor;
        this.extra = extra;
    }

    @Override
    public int size(String pool, Lane lane, int onTheWay) {
        int slots = link.isOpen() ? workers.slots(pool) : 0;
        return slots == 0 ? 0 : (int) Math.ceil(slots * factor) + Math.max(extra, onTheWay);
    }
}
