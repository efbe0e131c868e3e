package dev.longhaul.worker.provider;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** The providers that this worker can call, by their names in the catalogue. Immutable, but for their keys. */
public final class Providers {

    private final Map<String, Provider> byName;

    public Providers(Map<String, Provider> byName) {
        this.byName = Map.copyOf(byName);
    }

    public Optional<Provider> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    public Collection<Provider> all() {
        return byName.values();
    }

    /** In alphabetical order. */
    public List<String> names() {
        return List.copyOf(new TreeSet<>(byName.keySet()));
    }

    /** Those that have a key now and are not paused, in alphabetical order. */
    public List<String> open() {
        return byName.values().stream().filter(provider -> provider.keys().isOpen()).map(Provider::name).sorted()
                .toList();
    }
}
