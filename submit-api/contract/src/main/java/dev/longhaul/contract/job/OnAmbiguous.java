package dev.longhaul.contract.job;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What happens to a job whose earlier attempt may have been carried out and billed without an answer coming back. */
public enum OnAmbiguous {

    /** Ask again; the earlier attempt stays on the job as possibly billed. */
    RETRY,
    /** End as failed with {@code outcome_unknown}; an admin decides. */
    HOLD;

    private static final Map<String, OnAmbiguous> BY_WIRE = Arrays.stream(values())
            .collect(Collectors.toUnmodifiableMap(OnAmbiguous::wire, Function.identity()));

    private final String wire = name().toLowerCase(Locale.ROOT);

    /** The name in messages, documents and the API: lower case. */
    @JsonValue
    public String wire() {
        return wire;
    }

    /**
     * @throws IllegalArgumentException
     *             when there is no such policy
     */
    @JsonCreator
    public static OnAmbiguous fromWire(String wire) {
        OnAmbiguous found = BY_WIRE.get(wire);
        if (found == null) {
            throw new IllegalArgumentException("no such policy for ambiguous attempts: " + wire);
        }
        return found;
    }
}
