package dev.longhaul.dispatcher.pool;

import dev.longhaul.contract.catalog.Catalog;
import dev.longhaul.contract.catalog.ModelNames;
import dev.longhaul.contract.message.RelayJob;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Where a model's jobs go: the first pool of its route that has a worker for it now. Thread-safe. */
public final class Routes {

    private static final int MOST_REMEMBERED = 10_000;

    private final ModelNames models;
    private final Workers workers;
    /** Pools by model; forgotten whenever the live workers change. */
    private final ConcurrentMap<String, String> pools = new ConcurrentHashMap<>();

    public Routes(ModelNames models, Workers workers) {
        this.models = models;
        this.workers = workers;
    }

    /** To be called when workers have come or gone. */
    public void workersChanged() {
        pools.clear();
    }

    /** The pool for a model; the first of its route when none has a worker, so that its jobs wait there. */
    public String poolOf(String model) {
        String known = pools.get(model);
        if (known != null) {
            return known;
        }
        List<Catalog.Target> route = route(model);
        String pool = route.stream()
                .filter(target -> workers.serve(target.poolOrDefault(), List.of(target.provider()))).findFirst()
                .or(() -> route.stream().findFirst()).map(Catalog.Target::poolOrDefault).orElse(Catalog.DEFAULT_POOL);
        if (pools.size() >= MOST_REMEMBERED) {
            // behind a wildcard clients make up the names
            pools.clear();
        }
        pools.put(model, pool);
        return pool;
    }

    /** The providers to try in a pool, in order. Empty when the catalogue has lost the model since it was asked for. */
    public List<RelayJob.Target> targets(String model, String pool) {
        return route(model).stream().filter(target -> target.poolOrDefault().equals(pool))
                .map(target -> new RelayJob.Target(target.provider(),
                        target.model() == null ? model : target.model()))
                .toList();
    }

    private List<Catalog.Target> route(String model) {
        return models.find(model).map(ModelNames.Resolved::route).orElse(List.of());
    }
}
