package dev.longhaul.worker.attempt;

import dev.longhaul.contract.catalog.Catalog;
import dev.longhaul.contract.catalog.ModelNames;
import dev.longhaul.contract.message.RelayJob;
import dev.longhaul.contract.message.RelayJob.Target;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who is asked instead when prompt and answer are too long for a model: the catalogue's policy. Immutable. */
public final class LargerModels {

    private final Map<String, List<Target>> routes = new HashMap<>();

    /**
     * @param pool
     *            whose targets this worker can call
     */
    public LargerModels(Catalog catalog, String pool) {
        ModelNames names = new ModelNames(catalog);
        for (String name : catalog.models().keySet()) {
            add(names, name, pool);
            catalog.providers().keySet().forEach(provider -> add(names, ModelNames.at(name, provider), pool));
        }
    }

    private void add(ModelNames names, String name, String pool) {
        names.find(name).map(ModelNames.Resolved::largerModel)
                .ifPresent(larger -> routes.put(name, targets(names, larger, pool)));
    }

    private static List<Target> targets(ModelNames names, String larger, String pool) {
        return names.find(larger).stream().flatMap(model -> model.route().stream())
                .filter(target -> target.poolOrDefault().equals(pool) && target.model() != null)
                .map(target -> new Target(target.provider(), String.valueOf(target.model()))).toList();
    }

    /** The targets of the larger model; empty when there is none that this worker can call and the job may ask. */
    List<Target> route(RelayJob job) {
        return RouteRun.allowed(job, routes.getOrDefault(job.model(), List.of()));
    }
}
