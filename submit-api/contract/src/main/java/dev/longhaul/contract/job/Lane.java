package dev.longhaul.contract.job;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A job's lane, in the order of precedence. Each lane has a topic, a queue in each pool and a turn at the slots. */
public enum Lane {

    /** Somebody waits: travels alone and at once. */
    INTERACTIVE,
    /** The default of the jobs API. */
    STANDARD,
    /** Large sets: may travel several to a message. */
    BATCH;

    private static final Map<String, Lane> BY_WIRE = Arrays.stream(values())
            .collect(Collectors.toUnmodifiableMap(Lane::wire, Function.identity()));

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
        Lane found = BY_WIRE.get(wire);
        if (found == null) {
            throw new IllegalArgumentException("no such lane: " + wire);
        }
        return found;
    }
}
