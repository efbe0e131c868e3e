package dev.longhaul.store;

/** The record cannot be asked now; whether a write that was under way has happened is not known. Try again later. */
public final class StoreUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StoreUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
