package dev.longhaul.simulator.config;

import java.util.List;

/**
 * Who may call and what may be asked for.
 *
 * @param keys
 *            made-up API keys that are accepted; empty: every non-empty key
 * @param models
 *            models that exist; empty: every model
 */
public record Access(List<String> keys, List<String> models) {

    public Access {
        keys = List.copyOf(keys);
        models = List.copyOf(models);
    }

    /** Whether a call that brings this key is let in. */
    public boolean admits(String key) {
        return keys.isEmpty() || keys.contains(key);
    }

    /** Whether the model exists for the callers. */
    public boolean offers(String model) {
        return models.isEmpty() || models.contains(model);
    }
}
