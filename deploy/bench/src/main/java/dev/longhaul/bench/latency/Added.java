package dev.longhaul.bench.latency;

import dev.longhaul.bench.load.PacedCalls;
import dev.longhaul.bench.measure.Distribution;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was added to the provider's own time.
 *
 * @param milliseconds
 *            null when no call was answered
 * @param problems
 *            calls without the right answer, by reason
 */
record Added(@Nullable Distribution milliseconds, Map<String, Integer> problems) {

    static Added of(PacedCalls.Samples samples, Duration provider) {
        List<Duration> added = samples.times().stream().map(time -> time.minus(provider)).toList();
        return new Added(added.isEmpty() ? null : Distribution.of(added), samples.problems());
    }

    boolean isRight() {
        return milliseconds != null && problems.isEmpty();
    }
}
