package dev.longhaul.standalone;

import org.jspecify.annotations.Nullable;

/** The standalone cannot start; the message says why and what to do, for a person. */
public final class StandaloneException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StandaloneException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
