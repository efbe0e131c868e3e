package dev.longhaul.contract.job;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Why a queued job is not handed out now: of several reasons the first, in this order. */
public enum WaitReason {

    /** Somebody has paused what it belongs to. */
    PAUSED(false),
    /** An equal job is with the workers; when that has its answer, this one gets it too. */
    ANSWER(false),
    /** It does not go before a time, mostly since a provider asked to wait. */
    PROVIDER(true),
    /** Its pool has no live worker, or those of its route would call none of its providers now. */
    WORKERS(false),
    /** The live workers of its route are not in regions that its tenant's plan allows. */
    REGION(false),
    /** Its API key has as many jobs with the workers as the plan allows it. */
    KEY_IN_FLIGHT(true),
    /** Its API key has used up the requests or tokens a minute that the plan allows it. */
    KEY_RATE(true),
    /** Its tenant has as many jobs with the workers as its plan allows. */
    TENANT_IN_FLIGHT(true),
    /** Its tenant has used up the requests or tokens a minute of its plan. */
    TENANT_RATE(true),
    /** The budget of its tenant or its API key does not allow the next job, or is not known yet. */
    BUDGET(false),
    /** As many jobs of its lane are with its pool as should be at a time. */
    WINDOW(true),
    /** Others go first. */
    TURN(true);

    private static final Map<String, WaitReason> BY_WIRE = Arrays.stream(values())
            .collect(Collectors.toUnmodifiableMap(WaitReason::wire, Function.identity()));

    private final String wire = name().toLowerCase(Locale.ROOT);
    private final boolean passing;

    WaitReason(boolean passing) {
        this.passing = passing;
    }

    /** Whether it passes by itself, so that a start can be foretold. */
    public boolean isPassing() {
        return passing;
    }

    /** The name in messages and the API: lower case. */
    @JsonValue
    public String wire() {
        return wire;
    }

    /**
     * @throws IllegalArgumentException
     *             when there is no such reason
     */
    @JsonCreator
    public static WaitReason fromWire(String wire) {
        WaitReason found = BY_WIRE.get(wire);
        if (found == null) {
            throw new IllegalArgumentException("no such reason to wait: " + wire);
        }
        return found;
    }
}
