package dev.longhaul.contract.job;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Whether a job's answer may come from, and go into, the tenant's dedupe cache. */
public enum CachePolicy {

    /** Cache whatever the temperature. */
    ALWAYS,
    /** Neither read nor write. */
    NEVER,
    /**
     * Cache only requests that say temperature 0 and ask for one answer; one that says no temperature has OpenAI's
     * default, 1. The default.
     */
    DETERMINISTIC;

    private static final Map<String, CachePolicy> BY_WIRE = Arrays.stream(values())
            .collect(Collectors.toUnmodifiableMap(CachePolicy::wire, Function.identity()));

    private final String wire = name().toLowerCase(Locale.ROOT);

    @JsonValue
    public String wire() {
        return wire;
    }

    /**
     * @throws IllegalArgumentException
     *             when there is no such policy
     */
    @JsonCreator
    public static CachePolicy fromWire(String wire) {
        CachePolicy found = BY_WIRE.get(wire);
        if (found == null) {
            throw new IllegalArgumentException("no such cache policy: " + wire);
        }
        return found;
    }
}
