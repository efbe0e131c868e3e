package dev.longhaul.store.experiment;

import java.util.Arrays;
import java.util.Locale;

/** Why an experiment takes no more jobs. */
public enum StopReason {

    /** Its owner said so. */
    BY_USER,
    /** Its jobs have cost as much as they may. */
    SPEND_CAP;

    private final String wire = name().toLowerCase(Locale.ROOT);

    public String wire() {
        return wire;
    }

    /**
     * @throws IllegalArgumentException
     *             when there is no such reason
     */
    static StopReason fromWire(String text) {
        return Arrays.stream(values()).filter(reason -> reason.wire.equals(text)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such reason: " + text));
    }
}
