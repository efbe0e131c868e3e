package dev.longhaul.worker.provider;

/**
 * A provider as this worker can call it.
 *
 * @param name
 *            in the catalogue
 * @param alwaysStream
 *            whether its answers are streamed even where they are wanted whole
 */
public record Provider(String name, KeyPool keys, ProviderAdapter adapter, boolean alwaysStream) {}
