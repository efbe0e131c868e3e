package dev.longhaul.contract.job;

import java.util.HexFormat;
import java.util.Optional;

/**
 * A batch's id: {@code batch_} and 40 hex digits as a job's id has them (see {@link JobId}), with a check that no job's
 * id has. The ids of its jobs follow from it and the numbers of their lines (see {@link JobIds#line}), so that nobody
 * has to look for them and none is made twice. Text order is order of creation, to the millisecond.
 *
 * @param high
 *            as in {@link JobId}
 * @param low
 *            as in {@link JobId}
 * @param check
 *            the keyed check
 */
public record BatchId(long high, long low, int check) {

    /** Lines that have ids: what twenty bits can tell apart. */
    public static final int MOST_LINES = 1 << 20;

    private static final String PREFIX = "batch_";
    private static final String JOB_PREFIX = "job_";
    private static final HexFormat HEX = HexFormat.of();

    /** Reads an id; empty when the text has not the form of one. Says nothing about the check. */
    public static Optional<BatchId> tryParse(String text) {
        return text.startsWith(PREFIX)
                ? JobId.tryParse(JOB_PREFIX + text.substring(PREFIX.length()))
                        .map(same -> new BatchId(same.high(), same.low(), same.check()))
                : Optional.empty();
    }

    /**
     * @throws IllegalArgumentException
     *             when the text has not the form of a batch's id
     */
    public static BatchId parse(String text) {
        return tryParse(text).orElseThrow(() -> new IllegalArgumentException("not a batch id: " + text));
    }

    @Override
    public String toString() {
        return PREFIX + HEX.toHexDigits(high) + HEX.toHexDigits(low) + HEX.toHexDigits(check);
    }
}
