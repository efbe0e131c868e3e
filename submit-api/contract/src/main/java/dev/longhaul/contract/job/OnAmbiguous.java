package dev.longhaul.contract.job;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;

/** What happens to a job whose earlier attempt may have been carried out and billed without an answer coming back. */
public enum OnAmbiguous {

    /** Ask again; the earlier attempt stays on the job as possibly billed. */
    RETRY,
    /** End as failed with {@code outcome_unknown}; an admin decides. */
    HOLD;

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
        return Arrays.stream(values()).filter(policy -> policy.wire.equals(wire)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such policy for ambiguous attempts: " + wire));
    }
}
