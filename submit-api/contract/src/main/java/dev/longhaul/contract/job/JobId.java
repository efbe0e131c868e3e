package dev.longhaul.contract.job;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A job's id: {@code job_}, the 32 hex digits of a UUIDv7 (RFC 9562) and 8 hex digits of a keyed check over the UUID
 * and the tenant (see {@link JobIds}). Text order is order of submission, to the millisecond. Kept as numbers, because
 * a dispatcher holds a million of them.
 *
 * @param high
 *            the UUID's first 64 bits: 48 bits of milliseconds since 1970, version, 12 random bits
 * @param low
 *            the UUID's last 64 bits
 * @param check
 *            the keyed check
 */
public record JobId(long high, long low, int check) implements Comparable<JobId> {

    private static final String PREFIX = "job_";
    private static final int LENGTH = PREFIX.length() + 40;
    private static final int TIME_DIGITS = 12;
    private static final HexFormat HEX = HexFormat.of();

    /** Reads an id; empty when the text has not the form of one. Says nothing about the check. */
    public static Optional<JobId> tryParse(String text) {
        if (text.length() != LENGTH || !text.startsWith(PREFIX)) {
            return Optional.empty();
        }
        for (int i = PREFIX.length(); i < LENGTH; i++) {
            char c = text.charAt(i);
            // upper case is refused: one job has one spelling
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return Optional.empty();
            }
        }
        return Optional.of(new JobId(number(text, 4, 20), number(text, 20, 36), (int) number(text, 36, 44)));
    }

    /** Of digits that are checked already, for HexFormat would check each again: an id is read a dozen times. */
    private static long number(String text, int from, int to) {
        long number = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            number = number << 4 | (c <= '9' ? c - '0' : c - 'a' + 10);
        }
        return number;
    }

    /**
     * @throws IllegalArgumentException
     *             when the text has not the form of a job id
     */
    @JsonCreator
    public static JobId parse(String text) {
        return tryParse(text).orElseThrow(() -> new IllegalArgumentException("not a job id: " + text));
    }

    /**
     * A text that stands behind the ids of all jobs that were submitted by then, and before those of all later ones.
     */
    public static String textAfter(Instant time) {
        return PREFIX + HEX.toHexDigits(time.toEpochMilli() + 1, TIME_DIGITS);
    }

    /** When the id was minted, to the millisecond. */
    public Instant mintedAt() {
        return Instant.ofEpochMilli(high >>> 16);
    }

    /** The order of the text. */
    @Override
    public int compareTo(JobId other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        if (byHigh != 0) {
            return byHigh;
        }
        int byLow = Long.compareUnsigned(low, other.low);
        return byLow != 0 ? byLow : Integer.compareUnsigned(check, other.check);
    }

    @JsonValue
    @Override
    public String toString() {
        return PREFIX + HEX.toHexDigits(high) + HEX.toHexDigits(low) + HEX.toHexDigits(check);
    }
}
