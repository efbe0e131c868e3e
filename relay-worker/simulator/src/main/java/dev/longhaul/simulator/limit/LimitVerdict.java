package dev.longhaul.simulator.limit;

/** Whether a call passes its limits. */
public sealed interface LimitVerdict {

    /** Where the caller stands afterwards. */
    LimitReport report();

    /** The call passes and has taken its share. */
    record Passed(LimitReport report) implements LimitVerdict {}

    /**
     * The call must wait.
     *
     * @param tokens
     *            whether tokens are short rather than calls
     * @param waitMillis
     *            when it would pass, if nobody else took anything
     */
    record Exceeded(LimitReport report, boolean tokens, long waitMillis) implements LimitVerdict {}

    /** The call has more tokens than the limit ever allows at once. */
    record NeverFits(LimitReport report) implements LimitVerdict {}
}
