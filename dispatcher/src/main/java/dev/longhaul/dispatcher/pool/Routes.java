package dev.longhaul.dispatcher.pool;

import dev.longhaul.contract.catalog.Catalog;
import dev.longhaul.contract.catalog.Catalog.Target;
import dev.longhaul.contract.catalog.ModelNames;
import dev.longhaul.contract.message.RelayJob;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Where a model's jobs go: to the pool of the first target of their route that a live worker can call now. A weighted
 * route has such an order for each part of its split. Thread-safe.
 */
public final class Routes {

    /**
     * The pool of jobs whose every target has live workers that would not call it now: it is nobody's, so they wait
     * here, with the dispatcher, instead of going out and coming back. Not a name that a pool can have.
     */
    static final String NOBODY = "(nobody)";

    private static final int MOST_REMEMBERED = 10_000;

    private final ModelNames models;
    private final Workers workers;
    /** By model; begun anew when workers change, so that nothing that was chosen before can get in later. */
    private volatile ConcurrentMap<String, Way> ways = new ConcurrentHashMap<>();

    public Routes(ModelNames models, Workers workers) {
        this.models = models;
        this.workers = workers;
    }

    /** To be called when workers have come or gone, or can call other providers than before. */
    public void workersChanged() {
        ways = new ConcurrentHashMap<>();
    }

    /**
     * The pool for a job. When none of its targets has a live worker, that of the first, so that it waits there.
     *
     * @param bucket
     *            from {@link StickyBucket}
     */
    public String poolOf(String model, int bucket) {
        Way way = way(model);
        return way.pools.get(way.order.part(bucket));
    }

    /** The providers to try in a pool, in order. Empty when the catalogue has lost the model since it was asked for. */
    public List<RelayJob.Target> targets(String model, int bucket, String pool) {
        RouteOrder order = way(model).order;
        return order.of(order.part(bucket)).stream().filter(target -> target.poolOrDefault().equals(pool))
                .map(target -> new RelayJob.Target(target.provider(),
                        model(target, model)))
                .toList();
    }

    private Way way(String model) {
        ConcurrentMap<String, Way> remembered = ways;
        Way known = remembered.get(model);
        if (known != null) {
            return known;
        }
        RouteOrder order = RouteOrder.of(models.find(model).map(ModelNames.Resolved::route).orElse(List.of()));
        if (remembered.size() >= MOST_REMEMBERED) {
            // behind a wildcard clients make up the names
            remembered.clear();
        }
        Way found = new Way(order, order.all().stream().map(part -> pool(model, part)).toList());
        remembered.put(model, found);
        return found;
    }

    private static String model(Target target, String asked) {
        return target.model() == null ? asked : target.model();
    }

    private String pool(String asked, List<Target> order) {
        for (Target target : order) {
            if (workers.serve(target.poolOrDefault(), target.provider(), model(target, asked))) {
                return target.poolOrDefault();
            }
        }
        if (order.stream().anyMatch(target -> workers.know(target.poolOrDefault(), target.provider()))) {
            return NOBODY;
        }
        return order.isEmpty() ? Catalog.DEFAULT_POOL : order.getFirst().poolOrDefault();
    }

    /**
     * What is remembered of a model.
     *
     * @param pools
     *            by part of the split
     */
    private record Way(RouteOrder order, List<String> pools) {}
}
