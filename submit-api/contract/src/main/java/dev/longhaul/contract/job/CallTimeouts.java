package dev.longhaul.contract.job;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A job's own limits for each of its provider calls, in seconds from 1 to {@value #MAX_SECONDS}; null where the
 * provider's limit in the catalogue holds.
 *
 * @param connectSeconds
 *            until the connection stands
 * @param firstTokenSeconds
 *            from the request to the first byte of the answer
 * @param idleSeconds
 *            without any byte within an answer
 * @param totalSeconds
 *            for a whole call
 */
public record CallTimeouts(@Nullable Integer connectSeconds, @Nullable Integer firstTokenSeconds,
        @Nullable Integer idleSeconds, @Nullable Integer totalSeconds) {

    public static final int MAX_SECONDS = 7_200;

    /** The provider's own. */
    public static final CallTimeouts NONE = new CallTimeouts(null, null, null, null);

    /**
     * @throws IllegalArgumentException
     *             when a limit is out of its range
     */
    public CallTimeouts {
        boolean outOfRange = Arrays.asList(connectSeconds, firstTokenSeconds, idleSeconds, totalSeconds).stream()
                .filter(Objects::nonNull).anyMatch(seconds -> seconds < 1 || seconds > MAX_SECONDS);
        if (outOfRange) {
            throw new IllegalArgumentException("a limit must be 1 to " + MAX_SECONDS + " seconds");
        }
    }
}
