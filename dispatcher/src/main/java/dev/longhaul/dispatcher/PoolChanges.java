package dev.longhaul.dispatcher;

import dev.longhaul.dispatcher.dispatch.DispatchLoop;
import dev.longhaul.dispatcher.fairness.Scheduler;
import dev.longhaul.dispatcher.pool.Routes;
import dev.longhaul.dispatcher.pool.Workers;
import java.util.function.Consumer;

/**
 * What follows when workers have come, gone or changed: routes are chosen anew, waiting jobs move, and windows may have
 * room. And when a tenant's plan allows other places than before: its jobs move.
 */
final class PoolChanges implements Consumer<Workers.Change> {

    private final Routes routes;
    private final Scheduler scheduler;
    private final DispatchLoop loop;

    PoolChanges(Routes routes, Scheduler scheduler, DispatchLoop loop) {
        this.routes = routes;
        this.scheduler = scheduler;
        this.loop = loop;
    }

    @Override
    public void accept(Workers.Change change) {
        if (change == Workers.Change.ROUTES) {
            routes.workersChanged();
            scheduler.reroute();
        }
        loop.wake();
    }

    void placesChanged(String tenant) {
        scheduler.reroute(tenant);
        loop.wake();
    }
}
