package dev.longhaul.worker.provider;

import org.jspecify.annotations.Nullable;

/**
 * What went wrong in a call.
 *
 * @param httpStatus
 *            the provider's status, or null when none came
 * @param code
 *            the provider's code, or ours when it named none; short, stable, lower case
 * @param message
 *            for a person; holds neither prompt nor key unless the provider quotes them
 * @param param
 *            the request's parameter at fault, when the provider named one
 * @param scope
 *            what it says something about, beyond this request
 */
public record Fault(@Nullable Integer httpStatus, String code, String message, @Nullable String param, Scope scope) {

    /** What a fault holds for. */
    public enum Scope {
        /** Another request may fare better. */
        REQUEST,
        /** Every request for this model with this key. */
        KEY_AND_MODEL,
        /** Every request with this key. */
        KEY,
        /** Every request to this provider. */
        PROVIDER
    }

    /** A fault that says nothing about other requests. */
    public Fault(@Nullable Integer httpStatus, String code, String message, @Nullable String param) {
        this(httpStatus, code, message, param, Scope.REQUEST);
    }

    /** A fault of the connection: no status came. */
    public static Fault ofConnection(String code, String message) {
        return new Fault(null, code, message, null);
    }
}
