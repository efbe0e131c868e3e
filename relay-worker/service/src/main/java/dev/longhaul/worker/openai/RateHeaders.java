package dev.longhaul.worker.openai;

import dev.longhaul.worker.http.Headers;
import dev.longhaul.worker.limit.RateStatus;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's {@code x-ratelimit-limit-} and {@code x-ratelimit-remaining-requests} and {@code -tokens}. Azure sends -1 or
 * 0 as a limit when it does not know. A pure function.
 */
final class RateHeaders {

    private RateHeaders() {}

    static RateStatus read(Headers headers) {
        return new RateStatus(window(headers, "requests"), window(headers, "tokens"));
    }

    private static RateStatus.@Nullable Window window(Headers headers, String kind) {
        long limit = number(headers.get("x-ratelimit-limit-" + kind));
        long remaining = number(headers.get("x-ratelimit-remaining-" + kind));
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
