package dev.longhaul.worker.provider;

/**
 * A provider as this worker can call it.
 *
 * @param name
 *            in the catalogue
 */
public record Provider(String name, KeyPool keys, ProviderAdapter adapter) {}
