package dev.longhaul.client.cli.batch.ledger;

import dev.longhaul.client.Tokens;

/**
 * What the results so far add up to.
 *
 * @param succeeded
 *            lines with an answer
 * @param failed
 *            lines with an error
 * @param possiblyBilled
 *            lines of either kind of which an attempt may have been billed without an answer
 * @param tokens
 *            of all answers
 */
public record Tally(long succeeded, long failed, long possiblyBilled, Tokens tokens) {

    public static final Tally NONE = new Tally(0, 0, 0, Tokens.NONE);

    public Tally plus(ResultLine line) {
        return new Tally(succeeded + (line.failed() ? 0 : 1), failed + (line.failed() ? 1 : 0),
                possiblyBilled + (line.possiblyBilled() ? 1 : 0), tokens.plus(line.tokens()));
    }

    /** Lines that have a result. */
    public long done() {
        return succeeded + failed;
    }
}
