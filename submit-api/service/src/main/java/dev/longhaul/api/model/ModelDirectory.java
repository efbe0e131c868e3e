package dev.longhaul.api.model;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.contract.catalog.Catalog;
import dev.longhaul.contract.catalog.Catalog.Target;
import dev.longhaul.contract.catalog.ModelNames;
import dev.longhaul.contract.catalog.ModelNames.Resolved;
import dev.longhaul.contract.catalog.PriceList;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.plan.Allowed;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The models of the catalogue as clients see them. Immutable. */
public final class ModelDirectory {

    private final Catalog catalog;
    private final ModelNames names;
    private final List<ModelView> list;

    public ModelDirectory(Catalog catalog) {
        this.catalog = catalog;
        this.names = new ModelNames(catalog);
        this.list = views(Allowed.ALL);
    }

    private List<ModelView> views(Allowed allowed) {
        Allowed narrowed = catalog.narrowed(allowed);
        List<ModelView> all = new ArrayList<>();
        catalog.models().forEach((name, model) -> {
            List<Target> route = route(model.route(), narrowed);
            if (!route.isEmpty()) {
                all.add(view(name, route, model.price()));
                model.aliases().forEach(alias -> all.add(view(alias, route, model.price())));
            }
        });
        all.sort(Comparator.comparing(ModelView::id));
        return List.copyOf(all);
    }

    private static List<Target> route(List<Target> route, Allowed narrowed) {
        return route.stream().filter(target -> narrowed.provider(target.provider())).toList();
    }

    /** The names of the catalogue's providers, in order. */
    public SortedSet<String> providers() {
        return new TreeSet<>(catalog.providers().keySet());
    }

    /** What a client calls so, by the catalogue's name and with its route; empty when there is no such model. */
    public Optional<Resolved> resolve(String name) {
        return names.find(name);
    }

    /**
     * As the other, with those targets alone that a tenant may use.
     *
     * @throws ApiException
     *             when there is no such model, or the tenant may use none of its targets
     */
    public Resolved resolve(String name, Allowed allowed) {
        Resolved model = resolve(name).orElseThrow(() -> unknown(name, "model"));
        List<Target> route = route(model.route(), catalog.narrowed(allowed));
        if (route.isEmpty()) {
            throw ApiException.of(ErrorCode.MODEL_NOT_ALLOWED, "Your tenant's plan allows no provider of the model '"
                    + name + "': GET /v1/models lists those that you may use.", "model");
        }
        return new Resolved(model.name(), route, model.price(), model.largerModel());
    }

    /**
     * The answer for a name that means no model.
     *
     * @param param
     *            where it stands in the request
     */
    public ApiException unknown(String name, String param) {
        int at = name.lastIndexOf('@');
        Optional<Resolved> model = at < 0 ? Optional.empty() : names.find(name.substring(0, at));
        return ApiException.of(ErrorCode.MODEL_NOT_FOUND, model
                .map(other -> "The model '" + other.name() + "' is not to be had at '" + name.substring(at + 1)
                        + "', only at " + other.route().stream().map(Target::provider).distinct().toList() + ".")
                .orElse("There is no model '" + name + "'; GET /v1/models lists those there are."), param);
    }

    /** What stands for a model in metrics: see {@link ModelNames#family}. */
    public String metricName(String name) {
        return names.family(name);
    }

    /** The models and aliases that a tenant may use, by name; what wildcards allow is without end and not listed. */
    public List<ModelView> list(Allowed allowed) {
        return allowed.equals(Allowed.ALL) ? list : views(allowed);
    }

    /**
     * @throws ApiException
     *             as {@link #resolve(String, Allowed)}
     */
    public ModelView find(String name, Allowed allowed) {
        Resolved resolved = resolve(name, allowed);
        Catalog.Model model = catalog.models().get(names.anywhere(resolved.name()));
        return view(name, resolved.route(), model == null ? null : model.price());
    }

    private static ModelView view(String name, List<Target> route, @Nullable PriceList price) {
        LocalDate since = price == null ? null : price.since();
        long created = since == null
                ? 0
                : since.atStartOfDay(ZoneOffset.UTC).toEpochSecond();
        return new ModelView(name, "model", created, route.getFirst().provider());
    }
}
