package dev.longhaul.simulator.ledger;

import java.util.Locale;

/** How a call ended, seen from the provider. */
public enum Outcome {
    /** Answered in full. */
    ANSWERED,
    /** Refused with an error status. */
    REFUSED,
    /** Answered with something that is not the format's JSON. */
    GARBLED,
    /** Broken off by the simulator: the connection closed or reset, or an error in the middle of a stream. */
    CUT,
    /** The answer stopped in the middle, or never began, until the caller went away. */
    STALLED,
    /** The caller went away before the answer was complete. */
    ABANDONED;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** Lower-case name, as it stands in the ledger. */
    public String label() {
        return label;
    }
}
