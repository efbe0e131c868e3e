package dev.longhaul.contract.job;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;

/** A job's lane, in the order of precedence. Each lane has a topic, a queue in each pool and a turn at the slots. */
public enum Lane {

    /** Somebody waits: travels alone and at once. */
    INTERACTIVE,
    /** The default of the jobs API. */
    STANDARD,
    /** Large sets: may travel several to a message. */
    BATCH;

    private final String wire = name().toLowerCase(Locale.ROOT);

    /** The name in topics, queues, messages and the API: lower case. */
    @JsonValue
    public String wire() {
        return wire;
    }

    /**
     * @throws IllegalArgumentException
     *             when there is no such lane
     */
    @JsonCreator
    public static Lane fromWire(String wire) {
        return Arrays.stream(values()).filter(lane -> lane.wire.equals(wire)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such lane: " + wire));
    }
}
