package dev.longhaul.api.wait;

import java.util.Locale;

/** Why a call waits: the tag of the gauge that counts it. */
public enum WaitKind {

    /** A chat call for its whole answer. */
    CHAT,
    /** A chat call that streams. */
    STREAM,
    /** A read of one job that waits for its end. */
    POLL,
    /** A read of many jobs that waits for some of their ends. */
    LOOKUP,
    /** Somebody follows a job. */
    EVENTS;

    private final String wire = name().toLowerCase(Locale.ROOT);

    public String wire() {
        return wire;
    }

    /** Whether a call of this kind can end at once without a loss: its client asks again. */
    boolean isRepeatable() {
        return switch (this) {
            case CHAT, STREAM -> false;
            case POLL, LOOKUP, EVENTS -> true;
        };
    }
}
