package dev.longhaul.contract.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * What a tenant, or one of its keys, may spend in a day and in a calendar month of the tenant's time zone. Null is no
 * limit.
 *
 * @param dailyTokens
 *            of prompts and completions, 1 to {@value #MAX_TOKENS}
 * @param monthlyTokens
 *            as {@code dailyTokens}
 * @param dailyNanoDollars
 *            billionths of a US dollar, 1 to {@value #MAX_NANO_DOLLARS}
 * @param monthlyNanoDollars
 *            as {@code dailyNanoDollars}
 * @param whenSpent
 *            what becomes of jobs when one of them is used up
 */
public record Budget(@Nullable Long dailyTokens, @Nullable Long monthlyTokens, @Nullable Long dailyNanoDollars,
        @Nullable Long monthlyNanoDollars, WhenSpent whenSpent) {

    public static final long MAX_TOKENS = 1_000_000_000_000L;
    /** A hundred million dollars. */
    public static final long MAX_NANO_DOLLARS = 100_000_000_000_000_000L;

    public static final Budget NONE = new Budget(null, null, null, null, WhenSpent.REJECT);

    /**
     * @throws IllegalArgumentException
     *             when something is out of its range
     */
    public Budget {
        Quota.check("dailyTokens", dailyTokens, MAX_TOKENS);
        Quota.check("monthlyTokens", monthlyTokens, MAX_TOKENS);
        Quota.check("dailyNanoDollars", dailyNanoDollars, MAX_NANO_DOLLARS);
        Quota.check("monthlyNanoDollars", monthlyNanoDollars, MAX_NANO_DOLLARS);
        whenSpent = whenSpent == null ? WhenSpent.REJECT : whenSpent;
    }

    /** Whether nothing is limited. */
    public boolean isNone() {
        return dailyTokens == null && monthlyTokens == null && dailyNanoDollars == null && monthlyNanoDollars == null;
    }

    /** The part of a period that is spent, 1 for all of it: the larger one of tokens and money. */
    public double spentOf(Period period, Spend spend) {
        return Math.max(part(spend.tokens(), tokens(period)), part(spend.nanoDollars(), nanoDollars(period)));
    }

    private static double part(long spent, @Nullable Long limit) {
        return limit == null ? 0 : (double) spent / limit;
    }

    /** Whether nothing is left of a period. */
    public boolean isSpent(Period period, Spend spend) {
        Long tokens = tokens(period);
        Long nanoDollars = nanoDollars(period);
        return (tokens != null && spend.tokens() >= tokens)
                || (nanoDollars != null && spend.nanoDollars() >= nanoDollars);
    }

    /** Whether a spend stays within the limits of a period. */
    public boolean allows(Period period, Spend spend) {
        Long tokens = tokens(period);
        Long nanoDollars = nanoDollars(period);
        return (tokens == null || spend.tokens() <= tokens)
                && (nanoDollars == null || spend.nanoDollars() <= nanoDollars);
    }

    private @Nullable Long tokens(Period period) {
        return period == Period.DAY ? dailyTokens : monthlyTokens;
    }

    private @Nullable Long nanoDollars(Period period) {
        return period == Period.DAY ? dailyNanoDollars : monthlyNanoDollars;
    }

    /** What becomes of a tenant's jobs when a budget is used up. */
    public enum WhenSpent {
        /** They end as rejected. */
        @JsonProperty("reject")
        REJECT,
        /** They wait for the next period, or for a larger budget. */
        @JsonProperty("hold")
        HOLD
    }
}
