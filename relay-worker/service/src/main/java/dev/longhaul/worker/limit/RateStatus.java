package dev.longhaul.worker.limit;

import org.jspecify.annotations.Nullable;

/**
 * What an answer says of the limits of the key and model that it was for.
 *
 * @param requests
 *            null when it says nothing of requests
 * @param tokens
 *            null when it says nothing of tokens
 */
public record RateStatus(@Nullable Window requests, @Nullable Window tokens) {

    /** Says nothing. */
    public static final RateStatus UNKNOWN = new RateStatus(null, null);

    /**
     * @param perMinute
     *            allowed in a minute; above 0
     * @param remaining
     *            of these, what may be used at once by all workers together; 0 or more
     */
    public record Window(long perMinute, long remaining) {}
}
