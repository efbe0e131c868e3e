package dev.longhaul.simulator.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Which calls a fault rule strikes: those that meet all that is set. The first group looks at a call; among the calls
 * that meet it, the second group picks.
 *
 * @param provider
 *            null: each
 * @param model
 *            glob over models ({@code *} stands for anything); null: every model
 * @param key
 *            glob over API keys; null: every key
 * @param promptContains
 *            text in the last user text; null: any
 * @param stream
 *            whether it asks for a stream; null: either
 * @param fromSeconds
 *            seconds since the rule was set, from which on it acts; null: at once
 * @param untilSeconds
 *            seconds since the rule was set, until which it acts; null: always
 * @param firstOfEach
 *            only the first calls of each job or prompt; a call that is not counted is not struck; null: all
 * @param nth
 *            only the nth call, from 1; null: all
 * @param every
 *            only every nth call; null: all
 * @param first
 *            only the first n calls; null: all
 * @param probability
 *            chance of each call, 0 to 1, from a sequence that the seed starts; null: 1
 */
public record FaultMatch(@Nullable Provider provider, @Nullable String model, @Nullable String key,
        @Nullable String promptContains, @Nullable Boolean stream, @Nullable Double fromSeconds,
        @Nullable Double untilSeconds, @Nullable FirstOfEach firstOfEach, @Nullable Integer nth,
        @Nullable Integer every, @Nullable Integer first, @Nullable Double probability) {

    /** Every call. */
    public static final FaultMatch ALL = new FaultMatch(null, null, null, null, null, null, null, null, null, null,
            null, null);

    /**
     * The first calls of each job, or of each prompt.
     *
     * @param by
     *            what is counted; a job is known by the header {@code x-longhaul-job}
     * @param calls
     *            how many of its calls are struck, from 1
     */
    public record FirstOfEach(By by, int calls) {

        /** What is counted. */
        public enum By {
            @JsonProperty("job")
            JOB, @JsonProperty("prompt")
            PROMPT
        }
    }

    void check(Problems problems) {
        atLeastOne(problems, nth, "nth");
        atLeastOne(problems, every, "every");
        atLeastOne(problems, first, "first");
        if (firstOfEach != null) {
            problems.require(firstOfEach.by() != null, "firstOfEach.by", "must be job or prompt");
            atLeastOne(problems, firstOfEach.calls(), "firstOfEach.calls");
        }
        if (probability != null) {
            problems.between(probability, 0, 1, "probability");
        }
        if (fromSeconds != null) {
            problems.between(fromSeconds, 0, Double.MAX_VALUE, "fromSeconds");
        }
        if (untilSeconds != null) {
            problems.between(untilSeconds, fromSeconds == null ? 0 : fromSeconds, Double.MAX_VALUE, "untilSeconds");
        }
    }

    private static void atLeastOne(Problems problems, @Nullable Integer value, String field) {
        problems.require(value == null || value >= 1, field, "must be at least 1, is " + value);
    }
}
