package dev.longhaul.dispatcher.pool;

import dev.longhaul.contract.catalog.Catalog;
import dev.longhaul.contract.catalog.Catalog.Target;
import dev.longhaul.contract.catalog.ModelNames;
import dev.longhaul.contract.job.WaitReason;
import dev.longhaul.contract.message.RelayJob;
import dev.longhaul.contract.plan.Allowed;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;

/**
 * Where a tenant's jobs for a model go: to the pool of the first target of the route that the tenant's plan allows and
 * that a live worker can call now. A weighted route has such an order for each part of its split. Thread-safe.
 */
public final class Routes {

    /**
     * The pool of jobs that no live worker would run now: it is nobody's, so they wait here, with the dispatcher,
     * instead of going out and coming back. Not a name that a pool can have, and so are the next two.
     */
    static final String NOBODY = "(nobody)";

    /** As the other, of jobs that live workers would run, but none in a region that the plan allows. */
    static final String OUT_OF_REGION = "(out of region)";

    /** The pool of jobs for which the plan allows no target: they are to be ended. */
    public static final String NOT_ALLOWED = "(not allowed)";

    private static final int MOST_REMEMBERED = 10_000;

    private final Catalog catalog;
    private final ModelNames models;
    private final Workers workers;
    private final Function<String, Allowed> plans;
    /** Begun anew when workers change, so that nothing that was chosen before can get in later. */
    private volatile ConcurrentMap<Asked, Way> ways = new ConcurrentHashMap<>();

    /**
     * @param plans
     *            what a tenant's plan allows; quick, because a walk over all that waits asks for each job
     */
    public Routes(Catalog catalog, ModelNames models, Workers workers, Function<String, Allowed> plans) {
        this.catalog = catalog;
        this.models = models;
        this.workers = workers;
        this.plans = plans;
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
    public String poolOf(String tenant, String model, int bucket) {
        Way way = way(tenant, model);
        return way.pools.get(way.order.part(bucket));
    }

    /** Whether the catalogue has a route for the model; it may have lost it since it was asked for. */
    public boolean know(String model) {
        return models.find(model).isPresent();
    }

    /** Why jobs wait that are sent to this pool while it has no live worker. */
    public static WaitReason reason(String pool) {
        return pool.equals(OUT_OF_REGION) ? WaitReason.REGION : WaitReason.WORKERS;
    }

    /** What may be done with a job in a pool, by the plan and the workers as they are now. */
    public Errand errand(String tenant, String model, int bucket, String pool) {
        Way way = way(tenant, model);
        if (!workers.areWithin(way.allowed, pool)) {
            return new Errand(List.of(), way.allowed);
        }
        return new Errand(way.order.of(way.order.part(bucket)).stream()
                .filter(target -> target.poolOrDefault().equals(pool))
                .map(target -> new RelayJob.Target(target.provider(), model(target, model)))
                .toList(), way.allowed);
    }

    private Way way(String tenant, String model) {
        ConcurrentMap<Asked, Way> remembered = ways;
        Asked asked = new Asked(model, plans.apply(tenant));
        Way known = remembered.get(asked);
        if (known != null) {
            return known;
        }
        if (remembered.size() >= MOST_REMEMBERED) {
            // behind a wildcard clients make up the names
            remembered.clear();
        }
        Way found = find(asked);
        remembered.put(asked, found);
        return found;
    }

    private Way find(Asked asked) {
        List<Target> route = models.find(asked.model).map(ModelNames.Resolved::route).orElse(List.of());
        Allowed allowed = catalog.narrowed(asked.allowed);
        RouteOrder order = RouteOrder.of(route).keeping(target -> allowed.provider(target.provider()));
        return new Way(order, allowed, order.isEmpty()
                ? order.all().stream().map(part -> route.isEmpty() ? Catalog.DEFAULT_POOL : NOT_ALLOWED).toList()
                : order.all().stream().map(part -> pool(asked.model, part, allowed)).toList());
    }

    private static String model(Target target, String asked) {
        return target.model() == null ? asked : target.model();
    }

    private String pool(String asked, List<Target> order, Allowed allowed) {
        List<Target> within = order.stream().filter(target -> workers.areWithin(allowed, target.poolOrDefault()))
                .toList();
        for (Target target : within) {
            if (workers.serve(target.poolOrDefault(), target.provider(), model(target, asked))) {
                return target.poolOrDefault();
            }
        }
        if (isKnown(within)) {
            return NOBODY;
        }
        if (isKnown(order)) {
            return OUT_OF_REGION;
        }
        // whoever comes to the first pool may be in another region, so nothing is to wait there
        return allowed.regions() == null ? order.getFirst().poolOrDefault() : NOBODY;
    }

    private boolean isKnown(List<Target> targets) {
        return targets.stream().anyMatch(target -> workers.know(target.poolOrDefault(), target.provider()));
    }

    /**
     * What a worker is told.
     *
     * @param targets
     *            to try, in order; empty when none of the pool's is allowed, or the catalogue has lost the model
     * @param allowed
     *            what the plan allows, by providers alone
     */
    public record Errand(List<RelayJob.Target> targets, Allowed allowed) {}

    private record Asked(String model, Allowed allowed) {}

    /**
     * What is remembered of a model.
     *
     * @param pools
     *            by part of the split
     */
    private record Way(RouteOrder order, Allowed allowed, List<String> pools) {}
}
