package dev.longhaul.api.key;

/**
 * Who makes a call.
 *
 * @param tenant
 *            whose jobs it may submit and see
 * @param keyId
 *            the name of the API key it used
 */
public record Caller(String tenant, String keyId) {}
