package dev.longhaul.worker.provider;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** The providers that this worker can call, by their names in the catalogue. Immutable. */
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
}
