package dev.longhaul.worker.dialect;

import dev.longhaul.worker.http.Headers;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How long a provider asks us to wait, as all dialects say it: {@code retry-after-ms} wins over {@code retry-after},
 * which is seconds or an HTTP date (RFC 9110). Pure functions.
 */
public final class RetryAfter {

    /** Nobody means a longer one. */
    private static final Duration MAX = Duration.ofHours(24);

    private RetryAfter() {}

    /** From zero to 24 hours; empty when the headers name no wait. */
    public static Optional<Duration> of(Headers headers, Instant now) {
        return number(headers.get("retry-after-ms")).map(ms -> seconds(ms / 1_000))
                .or(() -> retryAfter(headers.get("retry-after"), now));
    }

    private static Optional<Duration> retryAfter(@Nullable String value, Instant now) {
        return number(value).map(RetryAfter::seconds).or(() -> date(value).map(at -> until(at, now)));
    }

    private static Optional<Instant> date(@Nullable String value) {
        if (value == null) {
            return Optional.empty();
        }
        try {
            return Optional
                    .of(ZonedDateTime.parse(value.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** The finite number that a header is; empty when it is none, or missing. */
    public static Optional<Double> number(@Nullable String value) {
        if (value == null) {
            return Optional.empty();
        }
        try {
            double number = Double.parseDouble(value.strip());
            return Double.isFinite(number) ? Optional.of(number) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** A wait of that many seconds, from zero to 24 hours. */
    public static Duration seconds(double seconds) {
        return bounded(Duration.ofNanos((long) (Math.min(seconds, (double) MAX.toSeconds()) * 1e9)));
    }

    /** The wait for a moment, from zero to 24 hours. */
    public static Duration until(Instant moment, Instant now) {
        return bounded(Duration.between(now, moment));
    }

    private static Duration bounded(Duration wait) {
        if (wait.isNegative()) {
            return Duration.ZERO;
        }
        return wait.compareTo(MAX) > 0 ? MAX : wait;
    }
}
