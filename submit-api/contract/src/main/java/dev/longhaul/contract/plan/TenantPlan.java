package dev.longhaul.contract.plan;

import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * What a tenant may use. Limits are kept by the dispatcher that owns the tenant's partition: a job above one waits and
 * keeps its place, it is not refused.
 *
 * @param weight
 *            the tenant's part of a contended lane, against the weights of the others, 1 to {@value #MAX_WEIGHT}
 * @param maxInFlight
 *            jobs with the workers at a time, 1 to {@value #MAX_IN_FLIGHT}; null: as many as there is room for
 * @param requestsPerMinute
 *            jobs that may be handed out a minute, 1 to {@value #MAX_REQUESTS}; null: no limit
 * @param tokensPerMinute
 *            tokens of prompts and completions a minute, 1 to {@value #MAX_TOKENS}; null: no limit
 * @param budget
 *            what it may spend in a day and a month
 * @param timeZone
 *            in which its days and months begin
 */
public record TenantPlan(int weight, @Nullable Long maxInFlight, @Nullable Long requestsPerMinute,
        @Nullable Long tokensPerMinute, Budget budget, ZoneId timeZone) {

    public static final int MAX_WEIGHT = 100;
    public static final long MAX_IN_FLIGHT = 1_000_000;
    public static final long MAX_REQUESTS = 10_000_000;
    public static final long MAX_TOKENS = 10_000_000_000L;

    private static final ZoneId UTC = ZoneId.of("UTC");

    /** The plan of a tenant that has none of its own. */
    public static final TenantPlan DEFAULT = new TenantPlan(1, null, null, null);

    /**
     * @throws IllegalArgumentException
     *             when something is out of its range
     */
    public TenantPlan {
        check("weight", (long) weight, MAX_WEIGHT);
        check("maxInFlight", maxInFlight, MAX_IN_FLIGHT);
        check("requestsPerMinute", requestsPerMinute, MAX_REQUESTS);
        check("tokensPerMinute", tokensPerMinute, MAX_TOKENS);
        budget = budget == null ? Budget.NONE : budget;
        timeZone = timeZone == null ? UTC : timeZone;
    }

    /** A plan without a budget. */
    public TenantPlan(int weight, @Nullable Long maxInFlight, @Nullable Long requestsPerMinute,
            @Nullable Long tokensPerMinute) {
        this(weight, maxInFlight, requestsPerMinute, tokensPerMinute, Budget.NONE, UTC);
    }

    /** The same plan with a budget. */
    public TenantPlan with(Budget newBudget) {
        return new TenantPlan(weight, maxInFlight, requestsPerMinute, tokensPerMinute, newBudget, timeZone);
    }

    static void check(String name, @Nullable Long value, long most) {
        if (value != null && (value < 1 || value > most)) {
            throw new IllegalArgumentException(name + " is " + value + ", not 1 to " + most);
        }
    }
}
