package dev.longhaul.worker;

import dev.longhaul.contract.catalog.Catalog;
import dev.longhaul.worker.RelaySettings.ProviderSettings;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which providers this worker calls, where, and with which key. Only those that a route of its pool names are needed;
 * one of these without its key is an error at the start, unless it is called at an address of the operator's own
 * choice, which may want none. A pure function.
 */
final class ProviderKeys {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private ProviderKeys() {}

    /**
     * Where a provider is called and with what.
     *
     * @param keyName
     *            where the key came from: names it in attempts and logs
     */
    record Access(URI baseUrl, @Nullable String key, String keyName) {

        @Override
        public String toString() {
            return "Access[baseUrl=" + baseUrl + ", keyName=" + keyName + "]";
        }
    }

    /**
     * @param environment
     *            gives the value of an environment variable, or null
     * @throws InvalidSettingsException
     *             when a key is missing
     */
    static Map<String, Access> of(Catalog catalog, RelaySettings settings,
            UnaryOperator<@Nullable String> environment) {
        Map<String, Access> found = new TreeMap<>();
        List<String> faults = new ArrayList<>();
        for (String name : needed(catalog, settings.worker().pool())) {
            Catalog.Provider provider = catalog.providers().get(name);
            if (provider == null) {
                continue;
            }
            ProviderSettings own = settings.providers().getOrDefault(name, ProviderSettings.NONE);
            URI baseUrl = own.baseUrl() == null ? provider.baseUrl() : own.baseUrl();
            String variable = provider.apiKeyEnv();
            String key = blankToNull(own.apiKey());
            if (key != null) {
                found.put(name, new Access(baseUrl, key, "longhaul.providers." + name + ".api-key"));
                continue;
            }
            key = variable == null ? null : blankToNull(environment.apply(variable));
            boolean ownAddress = own.baseUrl() != null || LOOPBACK.contains(baseUrl.getHost());
            if (key == null && variable != null && !ownAddress) {
                faults.add("longhaul.providers." + name + ".api-key: neither it nor the environment variable "
                        + variable + " (api-key-env in " + settings.catalog() + ") is set: set one of them, or take "
                        + name + " out of the routes of pool " + settings.worker().pool());
            } else {
                found.put(name, new Access(baseUrl, key, key == null || variable == null ? "none" : variable));
            }
        }
        if (!faults.isEmpty()) {
            throw new InvalidSettingsException(faults);
        }
        return found;
    }

    private static Set<String> needed(Catalog catalog, String pool) {
        Set<String> needed = new TreeSet<>();
        Stream.concat(catalog.models().values().stream().flatMap(model -> model.route().stream()),
                catalog.routes().values().stream().flatMap(wildcard -> wildcard.route().stream()))
                .filter(target -> target.poolOrDefault().equals(pool)).map(Catalog.Target::provider)
                .forEach(needed::add);
        return needed;
    }

    private static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }
}
