package dev.longhaul.store.experiment;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How jobs come to the variants of an experiment. */
public enum Mode {

    /** Each job is answered by one variant. */
    SHARE,
    /** Each job is answered as if there were no experiment, and its prompt is run by every variant besides. */
    PAIRED;

    private final String wire = name().toLowerCase(Locale.ROOT);

    public String wire() {
        return wire;
    }

    public static Optional<Mode> fromWire(String text) {
        return Arrays.stream(values()).filter(mode -> mode.wire.equals(text)).findFirst();
    }
}
