package dev.longhaul.worker;

import dev.longhaul.contract.catalog.Catalog;
import dev.longhaul.contract.key.SealedKey;
import dev.longhaul.worker.RelaySettings.ProviderSettings;
import dev.longhaul.worker.limit.Limits;
import dev.longhaul.worker.provider.ProviderKey;
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
 * Which providers this worker calls, where, and with which keys. Only those that a route of its pool names are needed;
 * one of these without a key is an error at the start, unless it can get one at run time, or is called at an address of
 * the operator's own choice, which may want none. A pure function.
 */
final class ProviderKeys {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private ProviderKeys() {}

    /** Where a provider is called and with what, perhaps nothing yet. */
    record Access(URI baseUrl, List<ProviderKey> keys) {}

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
        WorkerSettings worker = settings.worker();
        for (String name : needed(catalog, worker.pool())) {
            Catalog.Provider provider = catalog.providers().get(name);
            if (provider == null) {
                continue;
            }
            ProviderSettings own = settings.providers().getOrDefault(name, ProviderSettings.NONE);
            URI baseUrl = own.baseUrl() == null ? provider.baseUrl() : own.baseUrl();
            String variable = provider.apiKeyEnv();
            List<ProviderKey> keys = keys(name, own, variable, environment, faults);
            boolean ownAddress = own.baseUrl() != null || LOOPBACK.contains(baseUrl.getHost());
            if (!keys.isEmpty()) {
                found.put(name, new Access(baseUrl, keys));
            } else if (variable == null || ownAddress) {
                found.put(name, new Access(baseUrl, List.of(ProviderKey.none())));
            } else if (worker.takesKeys()) {
                found.put(name, new Access(baseUrl, List.of()));
            } else {
                faults.add("longhaul.providers." + name + ".api-key: neither it nor the environment variable "
                        + variable + " (api-key-env in " + settings.catalog() + ") is set: set one of them, or "
                        + "longhaul.worker.keyset to take keys at run time, or take " + name
                        + " out of the routes of pool " + worker.pool());
            }
        }
        if (!faults.isEmpty()) {
            throw new InvalidSettingsException(faults);
        }
        return found;
    }

    /** Those of the settings; else the one in the environment variable of the catalogue. */
    private static List<ProviderKey> keys(String provider, ProviderSettings own, @Nullable String variable,
            UnaryOperator<@Nullable String> environment, List<String> faults) {
        List<ProviderKey> keys = new ArrayList<>();
        String place = "longhaul.providers." + provider;
        String single = blankToNull(own.apiKey());
        if (single != null) {
            keys.add(new ProviderKey(place + ".api-key", single, 1));
        }
        new TreeMap<>(own.keys()).forEach((name, key) -> {
            String secret = blankToNull(key.apiKey());
            if (secret == null) {
                faults.add(place + ".keys." + name + ".api-key: is empty: set it or remove the key");
            } else if (key.weight() < 1 || key.weight() > SealedKey.MAX_WEIGHT) {
                faults.add(place + ".keys." + name + ".weight: is " + key.weight() + ": write 1 to "
                        + SealedKey.MAX_WEIGHT);
            } else if (tooSmall(key.requestsPerMinute()) || tooSmall(key.tokensPerMinute())) {
                faults.add(
                        place + ".keys." + name + ": a limit a minute is at least 1: correct requests-per-minute and "
                                + "tokens-per-minute, or remove them to learn them from the answers");
            } else {
                keys.add(new ProviderKey(name, secret, key.weight(),
                        new Limits(key.requestsPerMinute(), key.tokensPerMinute())));
            }
        });
        String inherited = keys.isEmpty() && own.keys().isEmpty() && variable != null
                ? blankToNull(environment.apply(variable))
                : null;
        if (inherited != null && variable != null) {
            keys.add(new ProviderKey(variable, inherited, 1));
        }
        return keys;
    }

    private static boolean tooSmall(@Nullable Long limit) {
        return limit != null && limit < 1;
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
