package dev.longhaul.resultstore.webhook;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** When a delivery is tried. Ten times over about three days. */
final class Schedule {

    /** Before each try. */
    static final List<Duration> WAITS = List.of(Duration.ZERO, Duration.ofSeconds(5), Duration.ofMinutes(5),
            Duration.ofMinutes(30), Duration.ofHours(2), Duration.ofHours(5), Duration.ofHours(10),
            Duration.ofHours(14), Duration.ofHours(20), Duration.ofHours(24));
    /** The part by which a wait may be shorter or longer, so that what failed together does not come back together. */
    static final double JITTER = 0.2;
    /** A recipient cannot ask for more. */
    static final Duration LONGEST = Duration.ofHours(24);

    private Schedule() {}

    /**
     * The wait before the next try; empty when there is none.
     *
     * @param tries
     *            so far, from 1
     * @param retryAfter
     *            what the recipient asked for
     * @param random
     *            from 0 to 1
     */
    static Optional<Duration> next(int tries, @Nullable Duration retryAfter, double random) {
        if (tries >= WAITS.size()) {
            return Optional.empty();
        }
        double factor = 1 - JITTER + 2 * JITTER * random;
        Duration wait = Duration.ofMillis(Math.round(WAITS.get(tries).toMillis() * factor));
        if (retryAfter == null || retryAfter.compareTo(wait) <= 0) {
            return Optional.of(wait);
        }
        return Optional.of(retryAfter.compareTo(LONGEST) > 0 ? LONGEST : retryAfter);
    }
}
