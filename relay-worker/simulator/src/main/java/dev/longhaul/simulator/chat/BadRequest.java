package dev.longhaul.simulator.chat;

import org.jspecify.annotations.Nullable;

/** A request that the provider would refuse with status 400. */
public final class BadRequest extends Exception {

    private final @Nullable String param;

    /**
     * @param message
     *            for the caller
     * @param param
     *            the field that is wrong; null when the body as a whole is
     */
    public BadRequest(String message, @Nullable String param) {
        // No stack trace: this is an answer to a caller, not a failure of the simulator.
        super(message, null, false, false);
        this.param = param;
    }

    /** The field that is wrong; null when the body as a whole is. */
    public @Nullable String param() {
        return param;
    }

    /** The message, which is never null here. */
    public String reason() {
        var message = getMessage();
        return message == null ? "" : message;
    }
}
