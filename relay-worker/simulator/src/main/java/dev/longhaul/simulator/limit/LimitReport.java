package dev.longhaul.simulator.limit;

import org.jspecify.annotations.Nullable;

/**
 * Where a caller stands with its limits, after the call that asks. Of several limits of one kind it is the one with the
 * least left.
 *
 * @param requests
 *            calls; null: no limit
 * @param tokens
 *            tokens of prompts and completions; null: no limit
 * @param inputTokens
 *            tokens of prompts; null: no limit
 * @param outputTokens
 *            tokens of completions; null: no limit
 */
public record LimitReport(@Nullable Window requests, @Nullable Window tokens, @Nullable Window inputTokens,
        @Nullable Window outputTokens) {

    /** No limits. */
    public static final LimitReport NONE = new LimitReport(null, null, null, null);

    /**
     * One limit.
     *
     * @param limit
     *            a minute's amount
     * @param remaining
     *            what is left at this moment
     * @param resetMillis
     *            milliseconds until all of it is left again
     */
    public record Window(int limit, int remaining, long resetMillis) {}
}
