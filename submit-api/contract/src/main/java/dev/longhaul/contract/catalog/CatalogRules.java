package dev.longhaul.contract.catalog;

import dev.longhaul.contract.catalog.Catalog.Model;
import dev.longhaul.contract.catalog.Catalog.Target;
import dev.longhaul.contract.catalog.Catalog.Timeouts;
import dev.longhaul.contract.job.CallTimeouts;
import dev.longhaul.contract.plan.Allowed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What a catalogue must be beyond its form. Each fault is one sentence: key, what is wrong, what to do. */
final class CatalogRules {

    private static final int VERSION = 1;
    private static final int MAX_WEIGHT = 1_000;
    /** A pool's name becomes part of a queue's name. */
    private static final Pattern POOL_NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

    private final Catalog catalog;
    private final List<String> faults = new ArrayList<>();
    private final PriceRules prices = new PriceRules(faults::add);

    private CatalogRules(Catalog catalog) {
        this.catalog = catalog;
    }

    static List<String> faults(Catalog catalog) {
        CatalogRules rules = new CatalogRules(catalog);
        rules.check();
        return List.copyOf(rules.faults);
    }

    private void check() {
        if (catalog.version() == 0) {
            faults.add("version: is missing: write " + VERSION);
        } else if (catalog.version() != VERSION) {
            faults.add("version: is " + catalog.version() + ", this release reads version " + VERSION);
        }
        for (String pool : new TreeSet<>(catalog.pools().keySet())) {
            if (!POOL_NAME.matcher(pool).matches()) {
                faults.add("pools." + pool + ": use lower-case letters, digits and dashes, at most 63");
            }
        }
        new TreeMap<>(catalog.providers()).forEach(this::checkProvider);
        if (catalog.models().isEmpty() && catalog.routes().isEmpty()) {
            faults.add("models: is empty, so nothing could be asked for: add a model or a wildcard route");
        }
        Map<String, String> owners = new HashMap<>();
        new TreeMap<>(catalog.models()).forEach((name, model) -> checkModel(name, model, owners));
        new TreeMap<>(catalog.routes()).forEach((name, wildcard) -> {
            if (!name.endsWith("*") || name.indexOf('*') != name.length() - 1) {
                faults.add("routes." + name + ": a wildcard has one * and at its end, such as openai/*");
            }
            checkRoute("routes." + name, wildcard.route());
            prices.check("routes." + name + ".price", wildcard.price());
        });
    }

    private void checkProvider(String name, Catalog.Provider provider) {
        String key = "providers." + name;
        if (provider.dialect() == null) {
            faults.add(key + ".dialect: is missing: write openai, azure, anthropic or gemini, or a preset, one of "
                    + ProviderPreset.names());
        }
        if (provider.baseUrl() == null) {
            faults.add(key + ".base-url: is missing: write the provider's address with its version, such as "
                    + "https://api.openai.com/v1, or a preset, one of " + ProviderPreset.names());
        } else if (provider.baseUrl().getHost() == null
                || !("https".equals(provider.baseUrl().getScheme()) || "http".equals(provider.baseUrl().getScheme()))) {
            faults.add(key + ".base-url: '" + provider.baseUrl() + "' is not an http or https address with a host");
        }
        String region = provider.region();
        if (region != null && !region.matches(Allowed.REGION)) {
            faults.add(key + ".region: '" + region + "': use " + Allowed.REGION_FORM);
        }
        Timeouts timeouts = provider.timeouts();
        checkSeconds(key + ".timeouts.connect-seconds", timeouts.connectSeconds());
        checkSeconds(key + ".timeouts.first-token-seconds", timeouts.firstTokenSeconds());
        checkSeconds(key + ".timeouts.idle-seconds", timeouts.idleSeconds());
        checkSeconds(key + ".timeouts.total-seconds", timeouts.totalSeconds());
    }

    private void checkSeconds(String key, int seconds) {
        if (seconds < 1 || seconds > CallTimeouts.MAX_SECONDS) {
            faults.add(key + ": is " + seconds + ": write 1 to " + CallTimeouts.MAX_SECONDS);
        }
    }

    private void checkModel(String name, Model model, Map<String, String> owners) {
        String key = "models." + name;
        List<String> names = new ArrayList<>(model.aliases());
        names.add(name);
        for (String each : names) {
            if (each.isBlank()) {
                faults.add(key + ": has a blank name or alias: fill it in or remove it");
            }
            String other = owners.putIfAbsent(each, name);
            if (other != null) {
                faults.add(key + ": the name '" + each + "' already means " + other + ": rename one of them");
            }
        }
        if (model.contextTokens() != null && model.contextTokens() < 1) {
            faults.add(
                    key + ".context-tokens: is " + model.contextTokens() + ": write a positive number or leave it out");
        }
        checkRoute(key, model.route());
        checkLarger(key, name, model);
        prices.check(key + ".price", model.price());
    }

    private void checkLarger(String key, String name, Model model) {
        String larger = model.largerModel();
        if (larger != null && (larger.equals(name) || !catalog.models().containsKey(larger))) {
            faults.add(key + ".larger-model: '" + larger + "' is not another one of the models "
                    + new TreeSet<>(catalog.models().keySet()) + ": correct the name or remove it");
        }
    }

    private void checkRoute(String key, List<Target> route) {
        if (route.isEmpty()) {
            faults.add(key + ".route: is empty: name at least one provider");
        }
        for (int i = 0; i < route.size(); i++) {
            Target target = route.get(i);
            String step = key + ".route[" + i + "]";
            if (target.provider() == null || !catalog.providers().containsKey(target.provider())) {
                faults.add(step + ".provider: '" + target.provider() + "' is not among providers "
                        + new TreeSet<>(catalog.providers().keySet()) + ": correct the name or add the provider");
            }
            if (!catalog.pools().containsKey(target.poolOrDefault())) {
                faults.add(step + ".pool: '" + target.poolOrDefault() + "' is not among pools "
                        + new TreeSet<>(catalog.pools().keySet()) + ": correct the name or add the pool");
            }
            Integer weight = target.weight();
            if (weight != null && (weight < 1 || weight > MAX_WEIGHT)) {
                faults.add(step + ".weight: is " + weight + ": write 1 to " + MAX_WEIGHT + " or leave it out");
            }
            prices.check(step + ".price", target.price());
            checkOnePrice(key, route, i);
        }
    }

    /** An attempt tells its provider and the provider's model, and by these its price is found. */
    private void checkOnePrice(String key, List<Target> route, int index) {
        Target target = route.get(index);
        for (int before = 0; before < index; before++) {
            Target other = route.get(before);
            if (Objects.equals(other.provider(), target.provider()) && Objects.equals(other.model(), target.model())
                    && !Objects.equals(other.price(), target.price())) {
                faults.add(key + ".route[" + index + "].price: is another than in route[" + before
                        + "], which is the same model at the same provider: write the same price for both");
                return;
            }
        }
    }
}
