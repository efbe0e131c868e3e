package dev.longhaul.store.replay;

import java.util.Locale;

/** Why a replay leaves a job of its selection alone. */
public enum Skip {

    /** It has succeeded meanwhile. */
    SUCCEEDED,
    /** Another replay was faster. */
    REPLAYED,
    /** An administrator has discarded it meanwhile. */
    DISCARDED,
    /** It was deleted at the end of its retention. */
    GONE,
    /**
     * Its request is not on record, because it was too large; or an older version recorded it without its partition.
     */
    UNREPLAYABLE;

    /** The name in documents and the API: lower case. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @throws IllegalArgumentException
     *             when there is none
     */
    public static Skip fromWire(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }
}
