package dev.longhaul.api.edge;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A token bucket's size and flow.
 *
 * @param requestsPerSecond
 *            in the long run; 0 is no limit
 * @param burst
 *            that may come at once after a pause
 */
public record RequestRate(@DefaultValue("5000") @Min(0) @Max(1_000_000) int requestsPerSecond,
        @DefaultValue("10000") @Min(1) @Max(10_000_000) int burst) {

    boolean isUnlimited() {
        return requestsPerSecond == 0;
    }

    /** How long an empty bucket takes to be full again, so that one that rested as long may be forgotten. */
    Duration fillTime() {
        return Duration.ofNanos(TimeUnit.SECONDS.toNanos(burst) / requestsPerSecond + 1);
    }
}
