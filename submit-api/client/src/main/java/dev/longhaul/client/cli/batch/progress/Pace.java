package dev.longhaul.client.cli.batch.progress;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalDouble;

/** How fast results come, over the last seconds: a mean since the start would hide that nothing moves. One thread. */
final class Pace {

    private static final Duration SPAN = Duration.ofSeconds(10);

    private final Deque<Sample> samples = new ArrayDeque<>();

    private record Sample(long nanos, long done) {}

    void add(long nanos, long done) {
        samples.add(new Sample(nanos, done));
        // the sample before the span stays: the span is to be covered, not approached
        while (samples.size() > 2
                && nanos - samples.stream().skip(1).findFirst().orElseThrow().nanos() > SPAN.toNanos()) {
            samples.remove();
        }
    }

    /** Results a second; empty before there is anything to go by. */
    OptionalDouble perSecond() {
        if (samples.size() < 2 || samples.getLast().nanos() <= samples.getFirst().nanos()) {
            return OptionalDouble.empty();
        }
        Sample first = samples.getFirst();
        Sample last = samples.getLast();
        return OptionalDouble.of((last.done() - first.done()) * 1e9 / (last.nanos() - first.nanos()));
    }

    /** The time that so many results more will take at this pace. */
    Optional<Duration> timeFor(long results) {
        double rate = perSecond().orElse(0);
        return rate <= 0 ? Optional.empty() : Optional.of(Duration.ofMillis((long) (results * 1_000 / rate)));
    }
}
