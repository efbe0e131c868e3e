package dev.longhaul.api.key;

/**
 * A key that the configuration names, so that a new installation has one.
 *
 * @param tenant
 *            whose it is
 * @param name
 *            for people
 * @param hash
 *            SHA-256 of the key, lower-case hex
 */
public record BootstrapKey(String tenant, String name, String hash) {}
