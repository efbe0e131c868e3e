package dev.longhaul.link;

import org.jspecify.annotations.Nullable;

/** The broker has not taken responsibility for a message; whether it arrived is not known. */
public final class UnconfirmedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnconfirmedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
