package dev.longhaul.api.model;

import dev.longhaul.contract.catalog.Catalog;
import dev.longhaul.contract.catalog.Catalog.Target;
import dev.longhaul.contract.catalog.ModelNames;
import dev.longhaul.contract.catalog.ModelNames.Resolved;
import dev.longhaul.contract.catalog.PriceList;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The models of the catalogue as clients see them. Immutable. */
public final class ModelDirectory {

    private final Catalog catalog;
    private final ModelNames names;
    private final List<ModelView> list;

    public ModelDirectory(Catalog catalog) {
        this.catalog = catalog;
        this.names = new ModelNames(catalog);
        List<ModelView> all = new ArrayList<>();
        catalog.models().forEach((name, model) -> {
            all.add(view(name, model.route(), model.price()));
            model.aliases().forEach(alias -> all.add(view(alias, model.route(), model.price())));
        });
        all.sort(Comparator.comparing(ModelView::id));
        this.list = List.copyOf(all);
    }

    /** What a client calls so, by the catalogue's name and with its route; empty when there is no such model. */
    public Optional<Resolved> resolve(String name) {
        return names.find(name);
    }

    /**
     * What stands for a model in metrics: its name, or the wildcard that it came by, because clients make up the rest
     * of such a name.
     *
     * @param name
     *            the catalogue's name of the model
     */
    public String metricName(String name) {
        if (catalog.models().containsKey(name)) {
            return name;
        }
        return catalog.routes().keySet().stream()
                .filter(route -> name.startsWith(route.substring(0, route.length() - 1)))
                .max(Comparator.comparingInt(String::length)).orElse("other");
    }

    /** All models and aliases by name; what wildcards allow is without end and not listed. */
    public List<ModelView> list() {
        return list;
    }

    public Optional<ModelView> find(String name) {
        return names.find(name).map(resolved -> {
            Catalog.Model model = catalog.models().get(resolved.name());
            return view(name, resolved.route(), model == null ? null : model.price());
        });
    }

    private static ModelView view(String name, List<Target> route, @Nullable PriceList price) {
        LocalDate since = price == null ? null : price.since();
        long created = since == null
                ? 0
                : since.atStartOfDay(ZoneOffset.UTC).toEpochSecond();
        return new ModelView(name, "model", created, route.getFirst().provider());
    }
}
