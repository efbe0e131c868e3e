package dev.longhaul.worker.provider;

/**
 * A provider as this worker can call it.
 *
 * @param name
 *            in the catalogue
 * @param keyName
 *            names the key in attempts; never the key
 */
public record Provider(String name, String keyName, ProviderAdapter adapter) {}
