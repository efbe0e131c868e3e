package dev.longhaul.worker.vault;

/** A keyset or a master key that cannot be used. Its message says which one, and what to do; it never holds a key. */
public final class UnusableKeysetException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnusableKeysetException(String message) {
        super(message);
    }
}
