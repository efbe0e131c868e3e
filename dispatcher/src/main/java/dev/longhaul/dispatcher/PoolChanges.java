package dev.longhaul.dispatcher;

import dev.longhaul.dispatcher.dispatch.DispatchLoop;
import dev.longhaul.dispatcher.fairness.Scheduler;
import dev.longhaul.dispatcher.pool.Routes;

/**
 * What follows when workers have come or gone: routes are chosen anew, waiting jobs move, and windows may have room.
 */
final class PoolChanges implements Runnable {

    private final Routes routes;
    private final Scheduler scheduler;
    private final DispatchLoop loop;

    PoolChanges(Routes routes, Scheduler scheduler, DispatchLoop loop) {
        this.routes = routes;
        this.scheduler = scheduler;
        this.loop = loop;
    }

    @Override
    public void run() {
        routes.workersChanged();
        scheduler.reroute();
        loop.wake();
    }
}
