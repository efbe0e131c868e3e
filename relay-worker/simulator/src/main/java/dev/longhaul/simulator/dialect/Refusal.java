package dev.longhaul.simulator.dialect;

import org.jspecify.annotations.Nullable;

/**
 * An error answer, before a dialect gives it its form.
 *
 * @param status
 *            HTTP status
 * @param reason
 *            what happened
 * @param type
 *            the error's type; null: what the provider uses for this status and reason
 * @param code
 *            the error's code; null: what the provider uses
 * @param message
 *            for the caller
 * @param param
 *            the field that is wrong; null: none
 * @param retryAfterMillis
 *            when to try again; -1: not said
 */
public record Refusal(int status, Reason reason, @Nullable String type, @Nullable String code, String message,
        @Nullable String param, long retryAfterMillis) {

    /** Why a call is refused. */
    public enum Reason {
        /** The call brings no key. */
        NO_KEY,
        /** The key is not accepted. */
        WRONG_KEY,
        /** The body cannot be used. */
        BAD_REQUEST,
        /** The body is too large. */
        TOO_LARGE,
        /** No such model. */
        UNKNOWN_MODEL,
        /** More requests than the limit allows. */
        TOO_MANY_REQUESTS,
        /** More tokens than the limit allows. */
        TOO_MANY_TOKENS,
        /** More open calls than the simulator is set to bear. */
        OVERLOADED,
        /** The simulator itself failed. */
        INTERNAL,
        /** A fault rule or a marker wants it. */
        SCRIPTED
    }

    /** A refusal whose type and code are the provider's usual ones. */
    public static Refusal of(int status, Reason reason, String message) {
        return new Refusal(status, reason, null, null, message, null, -1);
    }

    /** A request that cannot be used. */
    public static Refusal badRequest(String message, @Nullable String param) {
        return new Refusal(400, Reason.BAD_REQUEST, null, null, message, param, -1);
    }

    /** The same with a time to try again. */
    public Refusal retryAfter(long millis) {
        return new Refusal(status, reason, type, code, message, param, millis);
    }
}
