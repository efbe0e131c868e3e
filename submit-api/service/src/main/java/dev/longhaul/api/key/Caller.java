package dev.longhaul.api.key;

/**
 * Who makes a call.
 *
 * @param tenant
 *            whose jobs it may submit and see
 * @param keyId
 *            the name of the API key it used
 */
public record Caller(String tenant, String keyId) {

    /** What a tenant's name looks like. */
    public static final String TENANT_NAME = "[a-z0-9][a-z0-9._-]{0,63}";
}
