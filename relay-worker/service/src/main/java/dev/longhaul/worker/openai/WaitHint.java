package dev.longhaul.worker.openai;

import dev.longhaul.worker.http.Headers;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How long a provider asks us to wait: {@code retry-after-ms} wins, then {@code retry-after} (seconds or an HTTP date,
 * RFC 9110), then {@code x-ratelimit-reset-requests} and {@code -tokens} ({@code 6m0s}, {@code 20ms}, or seconds).
 */
final class WaitHint {

    /** Nobody means a longer one. */
    private static final Duration MAX = Duration.ofHours(24);
    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|h|m|s)");
    private static final Pattern DURATION = Pattern.compile("(?:\\d+(?:\\.\\d+)?(?:ms|h|m|s))+");

    private WaitHint() {}

    /** Zero when the provider names no wait. */
    static Duration of(Headers headers, Instant now) {
        return number(headers.get("retry-after-ms")).map(ms -> seconds(ms / 1_000))
                .or(() -> retryAfter(headers.get("retry-after"), now)).or(() -> reset(headers)).orElse(Duration.ZERO);
    }

    private static Optional<Duration> retryAfter(@Nullable String value, Instant now) {
        return number(value).map(WaitHint::seconds).or(() -> date(value).map(at -> bounded(Duration.between(now, at))));
    }

    /** The reset of what has run out; when the provider does not say which has, the nearer one. */
    private static Optional<Duration> reset(Headers headers) {
        Optional<Duration> exhausted = Stream.of("requests", "tokens")
                .filter(kind -> number(headers.get("x-ratelimit-remaining-" + kind)).filter(left -> left == 0)
                        .isPresent())
                .flatMap(kind -> resetOf(headers, kind).stream()).max(Duration::compareTo);
        return exhausted.or(() -> Stream.of("requests", "tokens").flatMap(kind -> resetOf(headers, kind).stream())
                .min(Duration::compareTo));
    }

    /** Empty for -1 and 0 too, which Azure sends when it does not know. */
    private static Optional<Duration> resetOf(Headers headers, String kind) {
        String value = headers.get("x-ratelimit-reset-" + kind);
        return number(value).map(WaitHint::seconds).or(() -> duration(value)).filter(wait -> !wait.isZero());
    }

    private static Optional<Duration> duration(@Nullable String value) {
        if (value == null || !DURATION.matcher(value.strip()).matches()) {
            return Optional.empty();
        }
        double sum = 0;
        Matcher part = PART.matcher(value);
        while (part.find()) {
            double amount = Double.parseDouble(part.group(1));
            sum += switch (part.group(2)) {
                case "h" -> amount * 3_600;
                case "m" -> amount * 60;
                case "ms" -> amount / 1_000;
                default -> amount;
            };
        }
        return Optional.of(seconds(sum));
    }

    private static Optional<Double> number(@Nullable String value) {
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

    private static Duration seconds(double seconds) {
        return bounded(Duration.ofNanos((long) (Math.min(seconds, (double) MAX.toSeconds()) * 1e9)));
    }

    private static Duration bounded(Duration wait) {
        if (wait.isNegative()) {
            return Duration.ZERO;
        }
        return wait.compareTo(MAX) > 0 ? MAX : wait;
    }
}
