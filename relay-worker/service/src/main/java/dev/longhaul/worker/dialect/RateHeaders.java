package dev.longhaul.worker.dialect;

import dev.longhaul.worker.http.Headers;
import dev.longhaul.worker.limit.RateStatus;
import org.jspecify.annotations.Nullable;

/** Reads headers that tell a limit and what is left of it. A pure function. */
public final class RateHeaders {

    private RateHeaders() {}

    /** Null when they are missing, or say that nothing is known: Azure sends -1 or 0 as a limit then. */
    public static RateStatus.@Nullable Window window(Headers headers, String limitName, String remainingName) {
        long limit = number(headers.get(limitName));
        long remaining = number(headers.get(remainingName));
        return limit < 1 || remaining < 0 ? null : new RateStatus.Window(limit, remaining);
    }

    /** -1 for what is no number. */
    private static long number(@Nullable String value) {
        if (value == null) {
            return -1;
        }
        try {
            return Long.parseLong(value.strip());
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
