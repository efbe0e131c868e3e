package dev.longhaul.worker.openai;

import dev.longhaul.worker.dialect.RetryAfter;
import dev.longhaul.worker.http.Headers;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How long a provider asks us to wait: what {@link RetryAfter} reads wins, then {@code x-ratelimit-reset-requests} and
 * {@code -tokens} ({@code 6m0s}, {@code 20ms}, or seconds).
 */
final class WaitHint {

    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|h|m|s)");
    private static final Pattern DURATION = Pattern.compile("(?:\\d+(?:\\.\\d+)?(?:ms|h|m|s))+");

    private WaitHint() {}

    /** Zero when the provider names no wait. */
    static Duration of(Headers headers, Instant now) {
        return RetryAfter.of(headers, now).or(() -> reset(headers)).orElse(Duration.ZERO);
    }

    /** The reset of what has run out; when the provider does not say which has, the nearer one. */
    private static Optional<Duration> reset(Headers headers) {
        Optional<Duration> exhausted = Stream.of("requests", "tokens")
                .filter(kind -> RetryAfter.number(headers.get("x-ratelimit-remaining-" + kind))
                        .filter(left -> left == 0).isPresent())
                .flatMap(kind -> resetOf(headers, kind).stream()).max(Duration::compareTo);
        return exhausted.or(() -> Stream.of("requests", "tokens").flatMap(kind -> resetOf(headers, kind).stream())
                .min(Duration::compareTo));
    }

    /** Empty for -1 and 0 too, which Azure sends when it does not know. */
    private static Optional<Duration> resetOf(Headers headers, String kind) {
        String value = headers.get("x-ratelimit-reset-" + kind);
        return RetryAfter.number(value).map(RetryAfter::seconds).or(() -> duration(value))
                .filter(wait -> !wait.isZero());
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
        return Optional.of(RetryAfter.seconds(sum));
    }
}
