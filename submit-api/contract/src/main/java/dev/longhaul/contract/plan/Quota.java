package dev.longhaul.contract.plan;

import org.jspecify.annotations.Nullable;

/**
 * How much a tenant, or one of its API keys, may use. Null is no limit. A job above a rate or the cap waits and keeps
 * its place, it is not refused.
 *
 * @param maxInFlight
 *            jobs with the workers at a time, 1 to {@value #MAX_IN_FLIGHT}
 * @param requestsPerMinute
 *            jobs that may be handed out a minute, 1 to {@value #MAX_REQUESTS}
 * @param tokensPerMinute
 *            tokens of prompts and completions a minute, 1 to {@value #MAX_TOKENS}
 * @param budget
 *            what may be spent in a day and a month
 */
public record Quota(@Nullable Long maxInFlight, @Nullable Long requestsPerMinute, @Nullable Long tokensPerMinute,
        Budget budget) {

    public static final long MAX_IN_FLIGHT = 1_000_000;
    public static final long MAX_REQUESTS = 10_000_000;
    public static final long MAX_TOKENS = 10_000_000_000L;

    public static final Quota NONE = new Quota(null, null, null, Budget.NONE);

    /**
     * @throws IllegalArgumentException
     *             when something is out of its range
     */
    public Quota {
        check("maxInFlight", maxInFlight, MAX_IN_FLIGHT);
        check("requestsPerMinute", requestsPerMinute, MAX_REQUESTS);
        check("tokensPerMinute", tokensPerMinute, MAX_TOKENS);
        budget = budget == null ? Budget.NONE : budget;
    }

    static void check(String name, @Nullable Long value, long most) {
        if (value != null && (value < 1 || value > most)) {
            throw new IllegalArgumentException(name + " is " + value + ", not 1 to " + most);
        }
    }
}
