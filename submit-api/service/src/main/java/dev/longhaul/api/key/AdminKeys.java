package dev.longhaul.api.key;

import java.util.Map;
import java.util.Optional;

/** The admin keys of the configuration. They belong to no tenant and open nothing but {@code /admin}. */
public final class AdminKeys {

    private final Map<String, Admin> byHash;

    /**
     * @param byHash
     *            who has the key with this SHA-256, in lower-case hex
     */
    public AdminKeys(Map<String, Admin> byHash) {
        this.byHash = Map.copyOf(byHash);
    }

    Optional<Admin> find(ApiKey key) {
        return Optional.ofNullable(byHash.get(key.hash()));
    }
}
