package dev.longhaul.contract.job;

/**
 * What a job may use, estimated before its call.
 *
 * @param prompt
 *            tokens of the request, 0 or more
 * @param completion
 *            tokens of all its answers at most, 0 or more; a guess when the request sets no limit
 */
public record TokenEstimate(int prompt, int completion) {

    public static final TokenEstimate NONE = new TokenEstimate(0, 0);

    /**
     * @throws IllegalArgumentException
     *             when a number is negative
     */
    public TokenEstimate {
        if (prompt < 0 || completion < 0) {
            throw new IllegalArgumentException(prompt + " and " + completion + " are no counts");
        }
    }

    /** Both together. */
    public int total() {
        return (int) Math.min(Integer.MAX_VALUE, (long) prompt + completion);
    }
}
