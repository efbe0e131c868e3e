package dev.longhaul.contract.message;

import java.util.Locale;

/** A message that this version cannot read. Its bytes go to the dead letters; the queue goes on. */
public final class UnreadableMessageException extends Exception {

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** Has no cause on purpose: a parser's exception quotes what it could not read. */
    UnreadableMessageException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /** Why it cannot be read. */
    public enum Reason {
        /** The {@code v} is missing or unknown: perhaps a newer sender. */
        UNKNOWN_VERSION,
        /** Not JSON, or a field is missing or of the wrong type. */
        MALFORMED;

        /** Lower case. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
