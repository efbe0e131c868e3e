package dev.longhaul.worker.attempt;

import dev.longhaul.contract.catalog.Catalog;
import dev.longhaul.contract.catalog.ModelNames;
import dev.longhaul.contract.message.RelayJob;
import dev.longhaul.contract.message.RelayJob.Target;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who is asked instead when prompt and answer are too long for a model: the catalogue's policy. Immutable. */
public final class LargerModels {

    private final Map<String, List<Target>> routes = new HashMap<>();

    /**
     * @param pool
     *            whose targets this worker can call
     */
    public LargerModels(Catalog catalog, String pool) {
        ModelNames names = new ModelNames(catalog);
        catalog.models().forEach((name, model) -> routes.put(name, targets(names, model.largerModel(), pool)));
    }

    private static List<Target> targets(ModelNames names, @Nullable String larger, String pool) {
        if (larger == null) {
            return List.of();
        }
        return names.find(larger).stream().flatMap(model -> model.route().stream())
                .filter(target -> target.poolOrDefault().equals(pool) && target.model() != null)
                .map(target -> new Target(target.provider(), String.valueOf(target.model()))).toList();
    }

    /** The targets of the larger model; empty when there is none that this worker can call and the job may ask. */
    List<Target> route(RelayJob job) {
        return RouteRun.allowed(job, routes.getOrDefault(job.model(), List.of()));
    }
}
