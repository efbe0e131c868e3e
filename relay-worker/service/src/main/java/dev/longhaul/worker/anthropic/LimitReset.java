package dev.longhaul.worker.anthropic;

import dev.longhaul.worker.dialect.RetryAfter;
import dev.longhaul.worker.http.Headers;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How long Anthropic asks us to wait: what {@link RetryAfter} reads wins, then {@code anthropic-ratelimit-*-reset} (RFC
 * 3339) of the limits of which nothing remains. Pure functions.
 */
final class LimitReset {

    private static final List<String> LIMITS = List.of("requests", "tokens", "input-tokens", "output-tokens");

    private LimitReset() {}

    /** Zero when the provider names no wait. */
    static Duration of(Headers headers, Instant now) {
        return RetryAfter.of(headers, now).orElseGet(() -> LIMITS.stream()
                .filter(limit -> isExhausted(headers, limit))
                .flatMap(limit -> moment(headers.get("anthropic-ratelimit-" + limit + "-reset")).stream())
                .map(reset -> RetryAfter.until(reset, now)).max(Duration::compareTo).orElse(Duration.ZERO));
    }

    private static boolean isExhausted(Headers headers, String limit) {
        return RetryAfter.number(headers.get("anthropic-ratelimit-" + limit + "-remaining"))
                .filter(remaining -> remaining <= 0).isPresent();
    }

    private static Optional<Instant> moment(@Nullable String value) {
        if (value == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(OffsetDateTime.parse(value.strip()).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
