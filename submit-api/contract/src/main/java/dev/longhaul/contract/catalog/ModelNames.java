package dev.longhaul.contract.catalog;

import dev.longhaul.contract.catalog.Catalog.Model;
import dev.longhaul.contract.catalog.Catalog.Target;
import dev.longhaul.contract.catalog.Catalog.Wildcard;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the model that a client's name means: by its name, an alias, or a wildcard route. With {@code @} and a provider
 * behind it, it is a model of its own whose route has this provider alone. Immutable.
 */
public final class ModelNames {

    private static final String ANY = "*";

    private static final char AT = '@';

    private final Map<String, Resolved> byName = new HashMap<>();
    private final Set<String> providers;
    private final List<Map.Entry<String, Wildcard>> wildcards;

    public ModelNames(Catalog catalog) {
        providers = Set.copyOf(catalog.providers().keySet());
        for (Map.Entry<String, Model> model : catalog.models().entrySet()) {
            Resolved resolved = new Resolved(model.getKey(), withModel(model.getValue().route(), model.getKey()),
                    model.getValue().price(), model.getValue().largerModel());
            byName.put(model.getKey(), resolved);
            model.getValue().aliases().forEach(alias -> byName.put(alias, resolved));
        }
        Comparator<Map.Entry<String, Wildcard>> longestPrefixFirst = Comparator
                .comparingInt(route -> -route.getKey().length());
        wildcards = catalog.routes().entrySet().stream().sorted(longestPrefixFirst.thenComparing(Map.Entry::getKey))
                .toList();
    }

    /** Empty when no model, alias or wildcard has this name. */
    public Optional<Resolved> find(String name) {
        Resolved exact = byName.get(name);
        if (exact != null) {
            return Optional.of(exact);
        }
        String model = anywhere(name);
        return model.equals(name) ? findWildcard(name) : findAt(model, name.substring(name.lastIndexOf(AT) + 1));
    }

    /** The name of the same model at one provider. */
    public static String at(String name, String provider) {
        return name + AT + provider;
    }

    /** The name without a provider behind it; the same when it has none. */
    public String anywhere(String name) {
        int at = name.lastIndexOf(AT);
        // the names of some providers have an @ of their own
        return at > 0 && !byName.containsKey(name) && providers.contains(name.substring(at + 1))
                ? anywhere(name.substring(0, at))
                : name;
    }

    /**
     * What stands for a model in metrics: its name without a provider, or the wildcard that it comes by, because
     * clients make up the rest of such a name.
     */
    public String family(String name) {
        String anywhere = anywhere(name);
        Resolved exact = byName.get(anywhere);
        if (exact != null) {
            return exact.name();
        }
        return wildcards.stream().map(Map.Entry::getKey)
                .filter(each -> anywhere.startsWith(each.substring(0, each.length() - ANY.length()))).findFirst()
                .orElse("other");
    }

    private Optional<Resolved> findAt(String name, String provider) {
        return find(name).flatMap(model -> {
            List<Target> route = model.route().stream().filter(target -> target.provider().equals(provider)).toList();
            String larger = model.largerModel();
            return route.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Resolved(at(model.name(), provider), route, model.price(), larger == null
                            ? null
                            : findAt(larger, provider).map(Resolved::name).orElse(null)));
        });
    }

    private Optional<Resolved> findWildcard(String name) {
        for (Map.Entry<String, Wildcard> wildcard : wildcards) {
            String prefix = wildcard.getKey().substring(0, wildcard.getKey().length() - ANY.length());
            if (name.startsWith(prefix) && name.length() > prefix.length()) {
                String rest = name.substring(prefix.length());
                List<Target> route = wildcard.getValue().route().stream().map(target -> named(target,
                        target.model() == null ? rest : target.model().replace(ANY, rest))).toList();
                return Optional.of(new Resolved(name, route, wildcard.getValue().price(), null));
            }
        }
        return Optional.empty();
    }

    private static List<Target> withModel(List<Target> route, String name) {
        return route.stream().map(target -> target.model() == null ? named(target, name) : target).toList();
    }

    private static Target named(Target target, String model) {
        return new Target(target.provider(), model, target.pool(), target.weight(), target.price());
    }

    /**
     * @param name
     *            the catalogue's name: what metrics, prices and records use
     * @param route
     *            its targets, each with the provider's own name of the model
     * @param price
     *            null when it is not known
     * @param largerModel
     *            asked instead when a prompt is too long; null for none
     */
    public record Resolved(String name, List<Target> route, @Nullable PriceList price,
            @Nullable String largerModel) {}
}
