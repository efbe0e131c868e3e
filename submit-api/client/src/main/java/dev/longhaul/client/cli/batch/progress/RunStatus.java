package dev.longhaul.client.cli.batch.progress;

import dev.longhaul.client.cli.batch.ledger.Tally;
import org.jspecify.annotations.Nullable;

/**
 * Where a run stands.
 *
 * @param total
 *            lines that it is to have results of
 * @param doneBefore
 *            lines that had theirs when it began
 * @param done
 *            lines that have theirs now
 * @param submitted
 *            jobs that this process submitted
 * @param tally
 *            of all results in the file
 * @param trouble
 *            why nothing moves, when the platform is away
 */
public record RunStatus(long total, long doneBefore, long done, long submitted, Tally tally,
        @Nullable String trouble) {}
